"use client";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { AcceptInvitationDocument, InvitationPreviewDocument, ViewerDocument } from "../../graphql/documents.generated.ts";
import { useDeed } from "../../graphql/use-deed.ts";
import { useScreen } from "../../graphql/use-screen.ts";
import { until } from "../../format/time.ts";
import { Button, LinkButton } from "../../ui/button.tsx";
import { LonePage } from "../../ui/page.tsx";
import { Stack } from "../../ui/layout.tsx";
import { Failed, Loading, Notice } from "../../ui/states.tsx";
import { Text } from "../../ui/text.tsx";
import { roleLabel } from "../settings/roles.ts";
import { AuthPage } from "./auth-page.tsx";

/** An invitation link, opened: sign in or up first, then accept. */
export function InvitePage({ token }: { token: string }) {
  const router = useRouter();
  const preview = useScreen(InvitationPreviewDocument, { token });
  const viewer = useScreen(ViewerDocument, {});
  const [accept, isBusy] = useDeed(AcceptInvitationDocument);
  const [error, setError] = useState<string>();

  if (preview.state === "loading" || viewer.state === "loading")
    return (
      <LonePage>
        <Loading label="Opening the invitation" />
      </LonePage>
    );
  const next = encodeURIComponent(`/invite/${token}`);
  if (viewer.state === "failed")
    return (
      <AuthPage title="You are invited" lead="Sign in, or create an account, to see and accept the invitation.">
        <Stack gap={12}>
          <LinkButton href={`/sign-in?next=${next}`} variant="primary" size="large" wide>
            Sign in
          </LinkButton>
          <LinkButton href={`/sign-up?next=${next}`} size="large" wide>
            Create an account
          </LinkButton>
        </Stack>
      </AuthPage>
    );
  if (preview.state === "failed")
    return (
      <main id="main">
        <LonePage>
          <Failed message="This invitation does not exist, was taken back or has expired. Ask for a new link." />
        </LonePage>
      </main>
    );

  const { invitation } = preview.data;
  const submit = async () => {
    const outcome = await accept({ input: { token } });
    if (!outcome.ok) return setError(outcome.message);
    if (outcome.payload.team) router.push(`/${outcome.payload.team.slug}/runs`);
  };
  return (
    <AuthPage
      title={`Join ${invitation.teamName}`}
      lead={`${invitation.invitedBy} invites you as ${roleLabel(invitation.role).toLowerCase()}.`}
    >
      <Stack>
        {error && <Notice tone="bad">{error}</Notice>}
        <Button variant="primary" size="large" wide busy={isBusy} onClick={() => void submit()}>
          Accept
        </Button>
        <Text as="p" size="sm" tone="faint">{`The invitation expires ${until(invitation.expiresAt)}.`}</Text>
      </Stack>
    </AuthPage>
  );
}
