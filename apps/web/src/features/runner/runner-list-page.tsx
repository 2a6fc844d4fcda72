"use client";
import { Ban, Plus, Server } from "lucide-react";
import { useState, type ReactNode } from "react";
import { RevokeRunnerDocument, RunnerListDocument, RunnerNewsDocument, type RunnerListQuery } from "../../graphql/documents.generated.ts";
import { useDeed } from "../../graphql/use-deed.ts";
import { useChanges } from "../../graphql/use-changes.ts";
import { useFollow } from "../../graphql/use-follow.ts";
import { useScreen } from "../../graphql/use-screen.ts";
import { Badge } from "../../ui/badge.tsx";
import { Ago } from "../../ui/time.tsx";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { Confirm } from "../../ui/dialog.tsx";
import { Facts } from "../../ui/facts.tsx";
import { Stack, Tiles } from "../../ui/layout.tsx";
import { TextLink } from "../../ui/link.tsx";
import { Menu } from "../../ui/menu.tsx";
import { Page, PageHeader } from "../../ui/page.tsx";
import { Empty, Failed, Loading } from "../../ui/states.tsx";
import { Text } from "../../ui/text.tsx";
import { useSay } from "../../ui/toasts.tsx";
import { plural } from "../../format/number.ts";
import { useMay, useTeam } from "../team/team-context.tsx";
import { AddRunnerDialog } from "./add-runner-dialog.tsx";

type Runner = RunnerListQuery["team"]["runners"][number];

export function RunnerListPage() {
  const { id: teamId, slug } = useTeam();
  const may = useMay();
  const changes = useChanges();
  const [isAdding, setAdding] = useState(false);
  const screen = useScreen(RunnerListDocument, { team: slug });
  useFollow(RunnerNewsDocument, { teamId }, ({ teamActivity: { runner, run } }) => {
    const news = runner ? changes(runner.id, `${runner.online} ${runner.revokedAt ?? ""}`) : run ? changes(run.id, run.status) : "same";
    const isUnknown = runner && screen.state === "ready" && !screen.data.team.runners.some(({ id }) => id === runner.id);
    if (screen.state === "ready" && (news === "changed" || (news === "new" && isUnknown))) screen.refresh();
  });
  const add = may.administer && <Button variant="primary" icon={Plus} onClick={() => setAdding(true)}>Add runner</Button>;
  return (
    <Page>
      <PageHeader title="Runners" description="Machines that train. Each belongs to a pool; a run goes to any free runner of its pool." actions={add} />
      {screen.state === "loading" && <Loading label="Loading the runners" rows={3} height={96} />}
      {screen.state === "failed" && <Failed message={screen.message} retry={screen.retry} />}
      {screen.state === "ready" && <Pools team={screen.data.team} add={add} refresh={screen.refresh} />}
      {isAdding && screen.state === "ready" && <AddRunnerDialog pools={screen.data.team.pools} onClose={() => { setAdding(false); screen.refresh(); }} />}
    </Page>
  );
}

function Pools({ team, add, refresh }: { team: RunnerListQuery["team"]; add: ReactNode; refresh: () => void }) {
  const inUse = team.runners.filter(({ revokedAt }) => revokedAt === null);
  if (inUse.length === 0)
    return (
      <Card>
        <Empty icon={Server} title="No runners yet" action={add}>A runner is a program on any machine that can reach this API: your laptop, a GPU server. Without one, runs wait.</Empty>
      </Card>
    );
  return team.pools.map((pool) => {
    const runners = inUse.filter((runner) => runner.pool.id === pool.id);
    return (
      <Card key={pool.id} title={`Pool ${pool.name}`} note={runners.length === 0 ? "No runner: runs of this pool wait" : plural(runners.filter(({ online }) => online).length, "runner online", "runners online")}>
        <Tiles size="large">{runners.map((runner) => <RunnerTile key={runner.id} runner={runner} refresh={refresh} />)}</Tiles>
      </Card>
    );
  });
}

function RunnerTile({ runner, refresh }: { runner: Runner; refresh: () => void }) {
  const { slug } = useTeam();
  const may = useMay();
  const say = useSay();
  const [isAsking, setAsking] = useState(false);
  const [revoke, isBusy] = useDeed(RevokeRunnerDocument);
  const { engine, currentRun } = runner;
  const confirm = async () => {
    const outcome = await revoke({ input: { id: runner.id } });
    setAsking(false);
    say(outcome.ok ? "Revoked: its token is worth nothing now." : outcome.message, outcome.ok ? "good" : "bad");
    refresh();
  };
  return (
    <Card
      title={runner.name}
      actions={
        <>
          {runner.online ? <Badge tone="good" dot="still">Online</Badge> : <Badge dot="still">Offline</Badge>}
          {may.administer && <Menu label={`More about ${runner.name}`} items={[{ label: "Revoke", icon: Ban, isDangerous: true, hint: "Its token stops working at once", onSelect: () => setAsking(true) }]} />}
        </>
      }
    >
      <Stack gap={12}>
        <Facts
          facts={[
            { label: "Works on", value: currentRun ? <TextLink href={`/${slug}/runs/${currentRun.id}`}>{currentRun.name}</TextLink> : "nothing" },
            { label: "Engine", value: engine ? `${engine.name}, ${engine.precision}` : "not known yet" },
            { label: "Device", value: engine?.device ?? "–" },
            { label: "Host", value: runner.host ?? "–" },
            { label: "Version", value: runner.version ?? "–", mono: true },
            { label: "Seen", value: <Ago at={runner.lastSeenAt} /> },
          ]}
        />
        {engine && engine.notUsed.length > 0 && (
          <Stack gap={4}>
            <Text size="sm" strong>Why not a better engine</Text>
            {engine.notUsed.map((reason) => <Text key={reason} as="p" size="sm" tone="soft">{reason}</Text>)}
          </Stack>
        )}
      </Stack>
      {isAsking && (
        <Confirm title={`Revoke ${runner.name}?`} action="Revoke" busy={isBusy} onConfirm={confirm} onClose={() => setAsking(false)}>
          What it trains now goes on elsewhere, from its latest checkpoint. To use the machine again, add a runner and start it with the new token.
        </Confirm>
      )}
    </Card>
  );
}
