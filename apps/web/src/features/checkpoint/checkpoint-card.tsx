"use client";
import type { RunCheckpointFragment, RunPageQuery } from "../../graphql/documents.generated.ts";
import { bytes, count, decimal } from "../../format/number.ts";
import { Ago } from "../../ui/time.tsx";
import { Blank } from "../../ui/blank.tsx";
import { Card } from "../../ui/card.tsx";
import { Grow, Row, Scroll, Stack } from "../../ui/layout.tsx";
import { ListItem } from "../../ui/list.tsx";
import { Text } from "../../ui/text.tsx";
import { CheckpointActions } from "./checkpoint-actions.tsx";
import { CheckpointKinds } from "./checkpoint-kinds.tsx";
import { RetentionPanel } from "./retention-panel.tsx";

interface CheckpointCardProps {
  runId: string;
  retention: RunPageQuery["run"]["retention"];
  checkpoints: readonly RunCheckpointFragment[];
  isOver: boolean;
  refresh: () => void;
}
/** The checkpoints of one run, newest first, as they come. */
export function CheckpointCard({ runId, retention, checkpoints, isOver, refresh }: CheckpointCardProps) {
  const newestFirst = checkpoints.toSorted((a, b) => b.step - a.step);
  return (
    <Card title="Checkpoints" note="Weights to caption with, or to go on from" flush>
      {newestFirst.length === 0 ? (
        <Blank>{isOver ? "The run ended before it wrote one." : "The first one is written within the first epoch."}</Blank>
      ) : (
        <Scroll height="tall" label="All checkpoints">
          {newestFirst.map((checkpoint) => (
            <ListItem key={checkpoint.id}>
              <Row wrap={false}>
                <Grow>
                  <Stack gap={4}>
                    <Row gap={8}>
                      <Text strong mono size="sm">{`step ${count(checkpoint.step)}`}</Text>
                      <CheckpointKinds {...checkpoint} />
                    </Row>
                    <Text size="sm" tone="faint">
                      {`epoch ${checkpoint.epoch} · `}
                      {checkpoint.validationLoss !== null && `validation ${decimal(checkpoint.validationLoss)} · `}
                      {`${bytes(checkpoint.sizeBytes)} · `}
                      <Ago at={checkpoint.createdAt} />
                    </Text>
                  </Stack>
                </Grow>
                <CheckpointActions checkpoint={checkpoint} refresh={refresh} />
              </Row>
            </ListItem>
          ))}
        </Scroll>
      )}
      <RetentionPanel key={JSON.stringify(retention)} runId={runId} retention={retention} refresh={refresh} />
    </Card>
  );
}
