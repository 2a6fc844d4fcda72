"use client";
import { count } from "../../format/number.ts";
import { Card } from "../../ui/card.tsx";
import { NumberInput, Select, TextArea, TextInput } from "../../ui/inputs.tsx";
import { Columns } from "../../ui/layout.tsx";
import { checkpointLabel } from "../checkpoint/checkpoint-label.ts";
import type { FieldErrors } from "../config/config-values.ts";
import { datasetsOf, type Choices, type RunDraft } from "./run-draft.ts";

type Dataset = ReturnType<typeof datasetsOf>[number];

const READINESS = { READY: "", IMPORTING: " (still importing)", FAILED: " (import failed)" } as const;

function datasetLabel({ name, latestVersion: version }: Dataset): string {
  if (!version) return `${name} (empty)`;
  return version.status === "READY" ? `${name} · ${count(version.counts.train)} training pictures` : `${name}${READINESS[version.status]}`;
}

const poolLabel = ({ name, onlineRunners }: Choices["pools"][number]): string =>
  `${name} · ${onlineRunners === 0 ? "no runner takes runs" : `${onlineRunners} online`}`;

interface RunBasicsProps {
  team: Choices;
  draft: RunDraft;
  errors: FieldErrors;
  onChange: (part: Partial<RunDraft>) => void;
}
/** What the run is called, what it learns from and where it runs. */
export function RunBasics({ team, draft, errors, onChange }: RunBasicsProps) {
  const checkpoints = team.checkpoints.edges.map(({ node }) => node);
  return (
    <Card title="Run">
      <Columns layout="halves" gap={16}>
        <TextInput label="Name" required value={draft.name} onChange={(name) => onChange({ name })} error={errors.name} />
        <Select
          label="Dataset"
          value={draft.datasetId}
          error={errors.datasetId ?? errors.datasetVersionId}
          help="Its latest version is frozen into the run."
          onChange={(datasetId) => onChange({ datasetId })}
          options={datasetsOf(team).map((dataset) => ({
            value: dataset.id,
            label: datasetLabel(dataset),
            disabled: dataset.latestVersion?.status !== "READY",
          }))}
        />
        <Select
          label="Starting checkpoint"
          value={draft.initialCheckpointId}
          error={errors.initialCheckpointId}
          help="Weights only; the model's shape must be the same."
          onChange={(initialCheckpointId) => onChange({ initialCheckpointId })}
          options={[{ value: "", label: "Random weights" }, ...checkpoints.map((c) => ({ value: c.id, label: checkpointLabel(c) }))]}
        />
        <Select
          label="Pool"
          value={draft.poolId}
          error={errors.poolId}
          help="Any free runner of the pool takes it."
          onChange={(poolId) => onChange({ poolId })}
          options={team.pools.map((pool) => ({ value: pool.id, label: poolLabel(pool) }))}
        />
        <TextArea
          label="Notes"
          rows={1}
          value={draft.notes}
          onChange={(notes) => onChange({ notes })}
          error={errors.notes}
          help="For the team: what this run is to find out."
        />
        <NumberInput
          label="Priority"
          value={draft.priority}
          onChange={(priority) => onChange({ priority })}
          error={errors.priority}
          help="Waiting runs of a pool start by priority, the highest first; then the oldest."
        />
      </Columns>
    </Card>
  );
}
