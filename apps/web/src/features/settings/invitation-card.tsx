"use client";
import { Link2, X } from "lucide-react";
import { useState } from "react";
import { InviteMemberDocument, RevokeInvitationDocument, type Role, type TeamSettingsQuery } from "../../graphql/documents.generated.ts";
import { useDeed } from "../../graphql/use-deed.ts";
import { until } from "../../format/time.ts";
import { Button, IconButton } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { CopyBlock } from "../../ui/code.tsx";
import { Form } from "../../ui/form.tsx";
import { Select, TextInput } from "../../ui/inputs.tsx";
import { Columns, Grow, Inset, Row, Stack } from "../../ui/layout.tsx";
import { ListItem } from "../../ui/list.tsx";
import { Notice } from "../../ui/states.tsx";
import { Text } from "../../ui/text.tsx";
import { useSay } from "../../ui/toasts.tsx";
import { useTeam } from "../team/team-context.tsx";
import { roleLabel, roleOptions } from "./roles.ts";

type Invitation = TeamSettingsQuery["team"]["invitations"][number];

/** Invitations are links: no mail server is needed, whoever invites passes the link on. */
export function InvitationCard({ invitations, refresh }: { invitations: readonly Invitation[]; refresh: () => void }) {
  const { id: teamId } = useTeam();
  const say = useSay();
  const [email, setEmail] = useState("");
  const [role, setRole] = useState<Role>("MEMBER");
  const [url, setUrl] = useState<string | null>(null);
  const [error, setError] = useState<string>();
  const [invite, isBusy] = useDeed(InviteMemberDocument);
  const [revoke] = useDeed(RevokeInvitationDocument);
  const open = invitations.filter(({ acceptedAt }) => acceptedAt === null);

  const submit = async () => {
    const outcome = await invite({ input: { teamId, role, ...(email.trim() ? { email: email.trim() } : {}) } });
    setError(outcome.ok ? undefined : outcome.message);
    if (!outcome.ok) return;
    setUrl(outcome.payload.invitation?.url ?? null);
    setEmail("");
    refresh();
  };
  const takeBack = async (id: string) => {
    const outcome = await revoke({ input: { id } });
    say(outcome.ok ? "The link no longer works." : outcome.message, outcome.ok ? "good" : "bad");
    refresh();
  };

  return (
    <Card title="Invite" note="By a link that you pass on" flush>
      <Inset>
        <Form label="Invite" onSubmit={submit}>
          <Stack>
            <Columns layout="halves" gap={16}>
              <TextInput
                label="Email (optional)"
                type="email"
                value={email}
                onChange={setEmail}
                error={error}
                help="With it, only this person can accept."
              />
              <Select label="Role" value={role} options={roleOptions} onChange={(value) => setRole(value as Role)} />
            </Columns>
            <Row>
              <Button type="submit" variant="primary" icon={Link2} busy={isBusy}>
                Make invitation link
              </Button>
            </Row>
            {url && (
              <Notice tone="good" title="Send this link. It is shown this once.">
                <CopyBlock label="invitation link" text={url} />
              </Notice>
            )}
          </Stack>
        </Form>
      </Inset>
      {open.map((invitation) => (
        <ListItem key={invitation.id}>
          <Row wrap={false}>
            <Grow>
              <Text>{invitation.email ?? "Anyone with the link"}</Text>{" "}
              <Text size="sm" tone="faint">{`as ${roleLabel(invitation.role).toLowerCase()}, expires ${until(invitation.expiresAt)}`}</Text>
            </Grow>
            <IconButton
              label={`Take back the invitation of ${invitation.email ?? "anyone with the link"}`}
              icon={X}
              onClick={() => void takeBack(invitation.id)}
            />
          </Row>
        </ListItem>
      ))}
    </Card>
  );
}
