"use client";
import { ArrowRightLeft, LogOut, Plus } from "lucide-react";
import { useRouter } from "next/navigation";
import { useApi } from "../../graphql/api-provider.tsx";
import { Menu, type MenuItem } from "../../ui/menu.tsx";
import { useSay } from "../../ui/toasts.tsx";
import { signOut } from "../session/auth.ts";

interface AccountMenuProps {
  user: { name: string; email: string } | null;
  teams: readonly { slug: string; name: string }[];
  slug: string;
}
export function AccountMenu({ user, teams, slug }: AccountMenuProps) {
  const { origin } = useApi();
  const router = useRouter();
  const say = useSay();
  const leave = async () => {
    const outcome = await signOut(origin);
    if (outcome.ok) window.location.assign("/sign-in");
    else say(outcome.message, "bad");
  };
  const others: MenuItem[] = teams
    .filter((team) => team.slug !== slug)
    .map((team) => ({
      label: team.name,
      icon: ArrowRightLeft,
      hint: "Go to this team",
      onSelect: () => router.push(`/${team.slug}/runs`),
    }));
  return (
    <Menu
      label={user ? `Account of ${user.name}` : "Account"}
      items={[
        ...others,
        { label: "New team", icon: Plus, onSelect: () => router.push("/new-team") },
        { label: "Sign out", icon: LogOut, hint: user?.email, onSelect: () => void leave() },
      ]}
    />
  );
}
