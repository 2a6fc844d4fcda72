"use client";
import { isTerminal } from "@capstan/run/status";
import { useScreenTitle } from "../../ui/use-screen-title.ts";
import { Columns, Stack } from "../../ui/layout.tsx";
import { Page, PageHeader } from "../../ui/page.tsx";
import { Failed, Loading } from "../../ui/states.tsx";
import { CheckpointCard } from "../checkpoint/checkpoint-card.tsx";
import { useTeam } from "../team/team-context.tsx";
import { EpochTable } from "./epoch-table.tsx";
import { LogTail } from "./log-tail.tsx";
import { LossChart } from "./loss-chart.tsx";
import { RatesChart } from "./rates-chart.tsx";
import { RunActions } from "./run-actions.tsx";
import { RunDetails } from "./run-details.tsx";
import { RunProgress } from "./run-progress.tsx";
import { RunSettings } from "./run-settings.tsx";
import { StatusBadge } from "./run-status.tsx";
import { Samples } from "./samples.tsx";
import { useRun, type RunView } from "./use-run.ts";
import { useRunCurves } from "./use-run-curves.ts";

export function RunPage({ id }: { id: string }) {
  const screen = useRun(id);
  useScreenTitle(screen.state === "ready" ? screen.data.name : "Run");
  switch (screen.state) {
    case "loading":
      return (
        <Page>
          <Loading label="Loading the run" rows={6} height={72} />
        </Page>
      );
    case "failed":
      return (
        <Page>
          <Failed message={screen.message} retry={screen.retry} />
        </Page>
      );
    case "ready":
      return <ReadyRun key={screen.data.id} run={screen.data} refresh={screen.refresh} />;
  }
}

function ReadyRun({ run, refresh }: { run: RunView; refresh: () => void }) {
  const { slug } = useTeam();
  const isOver = isTerminal(run.status);
  const curves = useRunCurves(run.id, run.sequence);
  return (
    <Page>
      <PageHeader
        crumb={{ href: `/${slug}/runs`, label: "All runs" }}
        title={run.name}
        badge={<StatusBadge status={run.status} requested={run.requested} endReason={run.endReason} />}
        actions={<RunActions run={run} refresh={refresh} />}
      />
      <RunProgress run={run} curves={curves} />
      <Columns layout="main-aside">
        <Stack gap={24}>
          <LossChart curves={curves} history={run.history} />
          <RatesChart curves={curves} />
          <Samples runId={run.id} history={run.history} isOver={isOver} />
          <LogTail runId={run.id} />
        </Stack>
        <Stack gap={24}>
          <EpochTable history={run.history} bestEpoch={run.bestEpoch} isOver={isOver} />
          <CheckpointCard runId={run.id} retention={run.retention} checkpoints={run.checkpoints} isOver={isOver} refresh={refresh} />
          <RunDetails run={run} refresh={refresh} />
          <RunSettings config={run.config} />
        </Stack>
      </Columns>
    </Page>
  );
}
