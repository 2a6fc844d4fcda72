"use client";
import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { ViewerDocument } from "../../graphql/documents.generated.ts";
import { useScreen } from "../../graphql/use-screen.ts";
import { LonePage } from "../../ui/page.tsx";
import { Failed, Loading } from "../../ui/states.tsx";
import { CreateTeam } from "./create-team.tsx";

/** Leads to the first team; who has none makes one. */
export function TeamHome() {
  const router = useRouter();
  const screen = useScreen(ViewerDocument, {});
  const first = screen.state === "ready" ? screen.data.viewer.teams[0] : undefined;
  useEffect(() => {
    if (first) router.replace(`/${first.slug}/runs`);
  }, [first, router]);

  if (screen.state === "failed") return <Failed message={screen.message} retry={screen.retry} />;
  if (screen.state === "loading" || first)
    return (
      <LonePage>
        <Loading label="Opening your team" />
      </LonePage>
    );
  return <CreateTeam />;
}
