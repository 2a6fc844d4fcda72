import { Badge } from "../../ui/badge.tsx";
import { Blank } from "../../ui/blank.tsx";
import { Card } from "../../ui/card.tsx";
import { Disclosure } from "../../ui/disclosure.tsx";
import { Row, Scroll, Stack } from "../../ui/layout.tsx";
import { Table, type Column } from "../../ui/table.tsx";
import { Text } from "../../ui/text.tsx";
import { clock, decimal, duration } from "../../format/number.ts";
import type { RunLiveFragment } from "../../graphql/documents.generated.ts";
import { intervalText, scoreLabel } from "./score-label.ts";

type Epoch = RunLiveFragment["history"][number];

/** The score that says most about captions; the others are one click away. */
const MAIN_SCORE = "cider";

const number = (value: string) => (
  <Text size="sm" mono>
    {value}
  </Text>
);

/** The value, and below it the range that chance alone explains. */
const scoreColumn = (name: string): Column<Epoch> => ({
  header: scoreLabel(name),
  align: "end",
  cell: (epoch) => {
    const score = epoch.scores.find((one) => one.name === name);
    const interval = intervalText(score);
    return (
      <Stack gap={0}>
        {number(decimal(score?.value, interval === null ? 3 : 2))}
        {interval !== null && (
          <Text size="xs" tone="faint" mono title="95 % interval">
            {interval}
          </Text>
        )}
      </Stack>
    );
  },
});
const epochColumn = (bestEpoch: number | null): Column<Epoch> => ({
  header: "Epoch",
  isName: true,
  cell: ({ epoch }) => (
    <Row wrap={false}>
      <Text mono strong size="sm">
        {epoch}
      </Text>
      {epoch === bestEpoch && <Badge tone="good">best</Badge>}
    </Row>
  ),
});

interface EpochTableProps {
  history: RunLiveFragment["history"];
  bestEpoch: number | null;
  isOver: boolean;
}
/** What each epoch came to, the newest first. Epochs count from 0, as in the log. */
export function EpochTable({ history, bestEpoch, isOver }: EpochTableProps) {
  const scores = [...new Set(history.flatMap((epoch) => epoch.scores.map(({ name }) => name)))];
  const others = scores.filter((name) => name !== MAIN_SCORE);
  const rows = history.toReversed();
  const keyOf = ({ epoch }: Epoch) => String(epoch);
  const columns: Column<Epoch>[] = [
    epochColumn(bestEpoch),
    { header: "Training", align: "end", cell: (epoch) => number(decimal(epoch.trainLoss)) },
    { header: "Validation", align: "end", cell: (epoch) => number(decimal(epoch.validationLoss)) },
    ...(scores.includes(MAIN_SCORE) ? [scoreColumn(MAIN_SCORE)] : []),
    {
      header: "Time",
      align: "end",
      cell: (epoch) => (
        <Text size="sm" mono title={duration(epoch.seconds)}>
          {clock(epoch.seconds)}
        </Text>
      ),
    },
  ];
  return (
    <Card title="Epochs" note="Mean losses; epochs count from 0, as in the log" flush>
      {history.length === 0 ? (
        <Blank>{isOver ? "No epoch was finished." : "The first epoch is not over yet."}</Blank>
      ) : (
        <>
          <Scroll height="tall" label="All epochs">
            <Table isNarrow label="Epochs" columns={columns} rows={rows} keyOf={keyOf} />
          </Scroll>
          {others.length > 0 && (
            <Disclosure title="Other scores">
              <Table
                isNarrow
                label="Other scores by epoch"
                columns={[epochColumn(bestEpoch), ...others.map(scoreColumn)]}
                rows={rows}
                keyOf={keyOf}
              />
            </Disclosure>
          )}
        </>
      )}
    </Card>
  );
}
