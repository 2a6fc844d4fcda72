import type { RunRowFragment } from "../../graphql/documents.generated.ts";
import { count, decimal, duration, eta } from "../../format/number.ts";
import { Ago } from "../../ui/time.tsx";
import { Stack } from "../../ui/layout.tsx";
import { TextLink } from "../../ui/link.tsx";
import { Progress } from "../../ui/progress.tsx";
import { Bounded } from "../../ui/layout.tsx";
import type { Column } from "../../ui/table.tsx";
import { Text } from "../../ui/text.tsx";
import { StatusBadge } from "./run-status.tsx";

/** How far a run is, or how long it took. */
function Course({ run }: { run: RunRowFragment }) {
  const { step, totalSteps, etaSeconds } = run.progress;
  if (run.status === "RUNNING" || run.status === "PAUSED")
    return (
      <Bounded>
        <Stack gap={4}>
          <Progress label={`Progress of ${run.name}`} share={totalSteps ? step / totalSteps : null} />
          <Text
            size="xs"
            tone="faint"
            mono
          >{`${count(step)} / ${count(totalSteps)}${run.status === "RUNNING" && etaSeconds !== null ? ` · ${eta(etaSeconds)} to go` : ""}`}</Text>
        </Stack>
      </Bounded>
    );
  if (run.startedAt && run.finishedAt)
    return (
      <Text size="sm" tone="soft" mono>
        {duration((Date.parse(run.finishedAt) - Date.parse(run.startedAt)) / 1000)}
      </Text>
    );
  return (
    <Text size="sm" tone="faint">
      –
    </Text>
  );
}

export const runColumns = (slug: string): Column<RunRowFragment>[] => [
  {
    header: "Run",
    isName: true,
    cell: (run) => (
      <Stack gap={0}>
        <Text strong>
          <TextLink quiet href={`/${slug}/runs/${run.id}`}>
            {run.name}
          </TextLink>
        </Text>
        <Text size="xs" tone="faint">{`#${run.number} · ${run.datasetVersion.dataset.name} v${run.datasetVersion.number}`}</Text>
      </Stack>
    ),
  },
  { header: "Status", cell: (run) => <StatusBadge status={run.status} requested={run.requested} endReason={run.endReason} /> },
  { header: "Progress", cell: (run) => <Course run={run} /> },
  {
    header: "Best validation loss",
    align: "end",
    cell: (run) => (
      <Text mono size="sm">
        {decimal(run.bestValidationLoss)}
      </Text>
    ),
  },
  {
    header: "By",
    cell: (run) => (
      <Text size="sm" tone="soft">
        {run.createdBy?.name ?? "an API key"}
      </Text>
    ),
  },
  {
    header: "Created",
    align: "end",
    cell: (run) => (
      <Text size="sm" tone="soft">
        <Ago at={run.createdAt} />
      </Text>
    ),
  },
];
