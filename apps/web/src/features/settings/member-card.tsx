"use client";
import { UserMinus } from "lucide-react";
import { useState } from "react";
import { RemoveMemberDocument, SetMemberRoleDocument, type Role, type TeamSettingsQuery } from "../../graphql/documents.generated.ts";
import { useDeed } from "../../graphql/use-deed.ts";
import { Ago } from "../../ui/time.tsx";
import { IconButton } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { Confirm } from "../../ui/dialog.tsx";
import { CompactSelect } from "../../ui/inputs.tsx";
import { Stack } from "../../ui/layout.tsx";
import { Table, type Column } from "../../ui/table.tsx";
import { Text } from "../../ui/text.tsx";
import { useSay } from "../../ui/toasts.tsx";
import { useMay, useTeam } from "../team/team-context.tsx";
import { roleLabel, ROLES } from "./roles.ts";

type Member = TeamSettingsQuery["team"]["members"][number];

export function MemberCard({ members, refresh }: { members: readonly Member[]; refresh: () => void }) {
  const { userId } = useTeam();
  const may = useMay();
  const say = useSay();
  const [leaving, setLeaving] = useState<Member | null>(null);
  const [setRole] = useDeed(SetMemberRoleDocument);
  const [remove, isBusy] = useDeed(RemoveMemberDocument);

  const change = async (member: Member, role: Role) => {
    const outcome = await setRole({ input: { id: member.id, role } });
    say(outcome.ok ? `${member.user.name} is ${roleLabel(role).toLowerCase()} now.` : outcome.message, outcome.ok ? "good" : "bad");
    refresh();
  };
  const removeIt = async (member: Member) => {
    const outcome = await remove({ input: { id: member.id } });
    setLeaving(null);
    say(outcome.ok ? `${member.user.name} is out of the team.` : outcome.message, outcome.ok ? "good" : "bad");
    refresh();
  };

  const columns: Column<Member>[] = [
    {
      header: "Member",
      isName: true,
      cell: ({ user }) => (
        <Stack gap={0}>
          <Text strong>{user.id === userId ? `${user.name} (you)` : user.name}</Text>
          <Text size="sm" tone="faint">
            {user.email}
          </Text>
        </Stack>
      ),
    },
    {
      header: "Role",
      cell: (member) =>
        may.administer ? (
          <CompactSelect
            label={`Role of ${member.user.name}`}
            value={member.role}
            options={ROLES}
            onChange={(role) => void change(member, role as Role)}
          />
        ) : (
          <Text>{roleLabel(member.role)}</Text>
        ),
    },
    {
      header: "Joined",
      align: "end",
      cell: ({ createdAt }) => (
        <Text size="sm" tone="soft">
          <Ago at={createdAt} />
        </Text>
      ),
    },
    {
      header: "Actions",
      hideHeader: true,
      align: "end",
      cell: (member) =>
        may.administer ? <IconButton label={`Remove ${member.user.name}`} icon={UserMinus} onClick={() => setLeaving(member)} /> : "",
    },
  ];
  return (
    <Card title="Members" flush>
      <Table label="Members" columns={columns} rows={members} keyOf={({ id }) => id} />
      {leaving && (
        <Confirm
          title={`Remove ${leaving.user.name}?`}
          action="Remove"
          busy={isBusy}
          onConfirm={() => void removeIt(leaving)}
          onClose={() => setLeaving(null)}
        >
          Their sessions lose this team at once. What they made stays.
        </Confirm>
      )}
    </Card>
  );
}
