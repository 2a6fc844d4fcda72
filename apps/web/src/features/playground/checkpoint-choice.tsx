"use client";
import { Plus, X } from "lucide-react";
import type { PlaygroundChoicesQuery } from "../../graphql/documents.generated.ts";
import { Button, IconButton } from "../../ui/button.tsx";
import { Select } from "../../ui/inputs.tsx";
import { Grow, Row, Stack } from "../../ui/layout.tsx";
import { checkpointLabel } from "../checkpoint/checkpoint-label.ts";

export type PlaygroundTeam = PlaygroundChoicesQuery["team"];

const MOST = 4;

/** Run, step and why the checkpoint exists. */
export function labelOf(team: PlaygroundTeam, id: string): string {
  const checkpoint = team.checkpoints.edges.find(({ node }) => node.id === id)?.node;
  if (!checkpoint) return "A checkpoint that is gone";
  return checkpointLabel({ ...checkpoint, validationLoss: null });
}

interface CheckpointChoiceProps {
  team: PlaygroundTeam;
  chosen: readonly string[];
  onChange: (chosen: readonly string[]) => void;
}
export function CheckpointChoice({ team, chosen, onChange }: CheckpointChoiceProps) {
  const all = team.checkpoints.edges.map(({ node }) => node);
  const next = all.find(({ id }) => !chosen.includes(id));
  return (
    <Stack gap={12}>
      {chosen.map((id, i) => (
        <Row key={id} align="end" wrap={false}>
          <Grow>
            <Select
              label={chosen.length > 1 ? `Checkpoint ${i + 1}` : "Checkpoint"}
              value={id}
              onChange={(value) => onChange(chosen.map((old, k) => (k === i ? value : old)))}
              options={all.map((checkpoint) => ({
                value: checkpoint.id,
                label: checkpointLabel(checkpoint),
                disabled: checkpoint.id !== id && chosen.includes(checkpoint.id),
              }))}
            />
          </Grow>
          {chosen.length > 1 && (
            <IconButton label={`Remove checkpoint ${i + 1}`} icon={X} onClick={() => onChange(chosen.filter((old) => old !== id))} />
          )}
        </Row>
      ))}
      {chosen.length < MOST && next && (
        <Button size="small" variant="ghost" icon={Plus} onClick={() => onChange([...chosen, next.id])}>
          Compare with another
        </Button>
      )}
    </Stack>
  );
}
