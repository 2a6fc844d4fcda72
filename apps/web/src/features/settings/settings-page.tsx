"use client";
import { TeamSettingsDocument } from "../../graphql/documents.generated.ts";
import { useScreen } from "../../graphql/use-screen.ts";
import { bytes, count } from "../../format/number.ts";
import { Card } from "../../ui/card.tsx";
import { Stats } from "../../ui/facts.tsx";
import { Stack } from "../../ui/layout.tsx";
import { Page, PageHeader } from "../../ui/page.tsx";
import { Failed, Loading } from "../../ui/states.tsx";
import { Tabs } from "../../ui/tabs.tsx";
import { useMay, useTeam } from "../team/team-context.tsx";
import { ApiKeyCard } from "./api-key-card.tsx";
import { AuditCard } from "./audit-card.tsx";
import { InvitationCard } from "./invitation-card.tsx";
import { MemberCard } from "./member-card.tsx";

export function SettingsPage() {
  const { slug } = useTeam();
  const may = useMay();
  const screen = useScreen(TeamSettingsDocument, { team: slug });
  return (
    <Page>
      <PageHeader title="Settings" description="Who is in the team, what may call it, and what was done." />
      {screen.state === "loading" && <Loading label="Loading the settings" rows={5} height={56} />}
      {screen.state === "failed" && <Failed message={screen.message} retry={screen.retry} />}
      {screen.state === "ready" && (
        <Tabs
          label="Settings"
          tabs={[
            {
              label: "Members",
              content: (
                <Stack gap={24}>
                  <MemberCard members={screen.data.team.members} refresh={screen.refresh} />
                  {may.administer && <InvitationCard invitations={screen.data.team.invitations} refresh={screen.refresh} />}
                </Stack>
              ),
            },
            { label: "API keys", content: <ApiKeyCard apiKeys={screen.data.team.apiKeys} refresh={screen.refresh} /> },
            { label: "Usage", content: <Usage {...screen.data.team} /> },
            ...(may.administer ? [{ label: "Audit log", content: <AuditCard /> }] : []),
          ]}
        />
      )}
    </Page>
  );
}

interface UsageProps {
  usage: { captionsLast30Days: number; liveRuns: number; queuedRuns: number; runs: number; storedBytes: number };
  settings: { runCap: number; linkedFoldersAllowed: boolean };
}
function Usage({ usage, settings }: UsageProps) {
  return (
    <Card title="Usage">
      <Stats
        stats={[
          { label: "Runs now", value: `${count(usage.liveRuns)} / ${count(settings.runCap)}`, note: "at once, at most" },
          { label: "Queued", value: count(usage.queuedRuns) },
          { label: "Runs ever", value: count(usage.runs) },
          { label: "Stored", value: bytes(usage.storedBytes), note: "pictures and checkpoints" },
          { label: "Captions", value: count(usage.captionsLast30Days), note: "in 30 days" },
          { label: "Linked folders", value: settings.linkedFoldersAllowed ? "on" : "off", note: "set where the API runs" },
        ]}
      />
    </Card>
  );
}
