"use client";
import { Plus, Server } from "lucide-react";
import { useState, type ReactNode } from "react";
import { RunnerListDocument, RunnerNewsDocument, type RunnerListQuery } from "../../graphql/documents.generated.ts";
import { useChanges } from "../../graphql/use-changes.ts";
import { useFollow } from "../../graphql/use-follow.ts";
import { useRefresh } from "../../graphql/use-refresh.ts";
import { useScreen } from "../../graphql/use-screen.ts";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { Tiles } from "../../ui/layout.tsx";
import { Page, PageHeader } from "../../ui/page.tsx";
import { Empty, Failed, Loading } from "../../ui/states.tsx";
import { Text } from "../../ui/text.tsx";
import { plural } from "../../format/number.ts";
import { useMay, useTeam } from "../team/team-context.tsx";
import { AddRunnerDialog } from "./add-runner-dialog.tsx";
import { RunnerTile } from "./runner-tile.tsx";

/** What its loops do changes without a word: asked for again as often as a runner says it. */
const REFRESH_MS = 10_000;

export function RunnerListPage() {
  const { id: teamId, slug } = useTeam();
  const may = useMay();
  const changes = useChanges();
  const [isAdding, setAdding] = useState(false);
  const screen = useScreen(RunnerListDocument, { team: slug });
  useFollow(RunnerNewsDocument, { teamId }, ({ teamActivity: { runner, run } }) => {
    const news = runner
      ? changes(runner.id, `${runner.online} ${runner.revokedAt ?? ""} ${runner.drainRequestedAt ?? ""} ${runner.cannotTrain ?? ""}`)
      : run
        ? changes(run.id, run.status)
        : "same";
    const isUnknown = runner && screen.state === "ready" && !screen.data.team.runners.some(({ id }) => id === runner.id);
    if (screen.state === "ready" && (news === "changed" || (news === "new" && isUnknown))) screen.refresh();
  });
  useRefresh(screen, REFRESH_MS);
  const add = may.administer && (
    <Button variant="primary" icon={Plus} onClick={() => setAdding(true)}>
      Add runner
    </Button>
  );
  return (
    <Page>
      <PageHeader
        title="Runners"
        description="Machines that train. Each belongs to a pool; a run goes to any free runner of its pool."
        actions={add}
      />
      {screen.state === "loading" && <Loading label="Loading the runners" rows={3} height={96} />}
      {screen.state === "failed" && <Failed message={screen.message} retry={screen.retry} />}
      {screen.state === "ready" && <Pools team={screen.data.team} add={add} refresh={screen.refresh} />}
      {isAdding && screen.state === "ready" && (
        <AddRunnerDialog
          pools={screen.data.team.pools.filter(({ shared }) => !shared)}
          onClose={() => {
            setAdding(false);
            screen.refresh();
          }}
        />
      )}
    </Page>
  );
}

function Pools({ team, add, refresh }: { team: RunnerListQuery["team"]; add: ReactNode; refresh: () => void }) {
  const inUse = team.runners.filter(({ revokedAt }) => revokedAt === null);
  if (inUse.length === 0 && !team.pools.some(({ shared }) => shared))
    return (
      <Card>
        <Empty icon={Server} title="No runners yet" action={add}>
          A runner is a program on any machine that can reach this API: your laptop, a GPU server. Without one, runs wait.
        </Empty>
      </Card>
    );
  return team.pools.map((pool) => {
    const { onlineRunners: online } = pool;
    const note = online === 0 ? "No runner takes runs: those of this pool wait" : plural(online, "runner takes runs", "runners take runs");
    if (pool.shared)
      return (
        <Card key={pool.id} title={`Pool ${pool.name}`} note={`Shared by the operator · ${note}`}>
          <Text as="p" tone="soft">
            Its runners belong to whoever runs Capstan, and train runs of several teams in turn. Each sees only the run that it has.
          </Text>
        </Card>
      );
    const runners = inUse.filter((runner) => runner.pool.id === pool.id);
    return (
      <Card key={pool.id} title={`Pool ${pool.name}`} note={note}>
        <Tiles size="large">
          {runners.map((runner) => (
            <RunnerTile key={runner.id} runner={runner} refresh={refresh} />
          ))}
        </Tiles>
      </Card>
    );
  });
}
