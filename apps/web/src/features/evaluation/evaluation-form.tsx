"use client";
import { useState } from "react";
import { type CheckpointEvaluationsQuery, EvaluateCheckpointDocument } from "../../graphql/documents.generated.ts";
import { useDeed } from "../../graphql/use-deed.ts";
import { count } from "../../format/number.ts";
import { Button } from "../../ui/button.tsx";
import { Form } from "../../ui/form.tsx";
import { Select } from "../../ui/inputs.tsx";
import { Row, Stack } from "../../ui/layout.tsx";
import { Notice } from "../../ui/states.tsx";

const SPLITS = [
  { split: "TEST", of: "test" },
  { split: "VAL", of: "val" },
  { split: "TRAIN", of: "train" },
] as const;
type Split = (typeof SPLITS)[number]["split"];
const BEAMS = [
  { value: "1", label: "Greedy: fast" },
  { value: "3", label: "Beam 3: often better" },
  { value: "5", label: "Beam 5: slower" },
];

interface EvaluationFormProps {
  checkpointId: string;
  team: CheckpointEvaluationsQuery["team"];
  onBegun: () => void;
}
/** Which pictures to caption, and how. */
export function EvaluationForm({ checkpointId, team, onBegun }: EvaluationFormProps) {
  const ready = team.datasets.edges.map(({ node }) => node).filter(({ latestVersion }) => latestVersion?.status === "READY");
  const [datasetId, setDatasetId] = useState(ready[0]?.id ?? "");
  const [split, setSplit] = useState<Split>("TEST");
  const [beam, setBeam] = useState("3");
  const [error, setError] = useState<string>();
  const [evaluate, isBusy] = useDeed(EvaluateCheckpointDocument);
  const counts = ready.find(({ id }) => id === datasetId)?.latestVersion?.counts;
  const submit = async () => {
    const decoding = beam === "1" ? null : { strategy: "BEAM" as const, beamWidth: Number(beam) };
    const outcome = await evaluate({ input: { checkpointId, datasetId, split, decoding } });
    setError(outcome.ok ? undefined : outcome.message);
    if (outcome.ok) onBegun();
  };
  if (ready.length === 0)
    return <Notice tone="neutral">Import a dataset first: its test pictures are what a checkpoint is measured on.</Notice>;
  return (
    <Form onSubmit={submit}>
      <Stack gap={12}>
        {error && <Notice tone="bad">{error}</Notice>}
        <Select
          label="Dataset"
          value={datasetId}
          onChange={setDatasetId}
          options={ready.map(({ id, name }) => ({ value: id, label: name }))}
        />
        <Select
          label="Pictures"
          value={split}
          onChange={(value) => setSplit(value as Split)}
          options={SPLITS.map((one) => ({
            value: one.split,
            label: `${one.of}${counts ? `: ${count(counts[one.of])} pictures` : ""}`,
            disabled: counts?.[one.of] === 0,
          }))}
        />
        <Select label="Search" value={beam} onChange={setBeam} options={BEAMS} />
        <Row justify="end">
          <Button type="submit" variant="primary" busy={isBusy}>
            Evaluate
          </Button>
        </Row>
      </Stack>
    </Form>
  );
}
