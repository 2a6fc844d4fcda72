"use client";
import { Download, X } from "lucide-react";
import { useState } from "react";
import { useClient } from "urql";
import { CancelEvaluationDocument, type EvaluationShownFragment, EvaluationResultsDocument } from "../../graphql/documents.generated.ts";
import { failureOf } from "../../graphql/failure.ts";
import { useDeed } from "../../graphql/use-deed.ts";
import { count } from "../../format/number.ts";
import { Badge } from "../../ui/badge.tsx";
import { Button, IconButton } from "../../ui/button.tsx";
import { Grow, Row, Stack } from "../../ui/layout.tsx";
import { Progress } from "../../ui/progress.tsx";
import { Notice } from "../../ui/states.tsx";
import { Table } from "../../ui/table.tsx";
import { Text } from "../../ui/text.tsx";
import { Ago } from "../../ui/time.tsx";
import { scoreLabel, scoreText } from "../run/score-label.ts";
import { evaluationTitle } from "./evaluation-title.ts";

const STATES = {
  QUEUED: { tone: "neutral", label: "waiting" },
  RUNNING: { tone: "accent", label: "captioning" },
  SUCCEEDED: { tone: "good", label: "done" },
  FAILED: { tone: "bad", label: "failed" },
  CANCELLED: { tone: "neutral", label: "cancelled" },
} as const;

interface EvaluationEntryProps {
  evaluation: EvaluationShownFragment;
  mayCancel: boolean;
  onCancelled: () => void;
}
/** One evaluation: its scores with their intervals, how far it is, or why it failed. */
export function EvaluationEntry({ evaluation, mayCancel, onCancelled }: EvaluationEntryProps) {
  const client = useClient();
  const [error, setError] = useState<string>();
  const { id, status, done, total, skipped, failure, scores, createdAt } = evaluation;
  const { tone, label } = STATES[status];
  const title = evaluationTitle(evaluation);
  const isOpen = status === "QUEUED" || status === "RUNNING";
  const [cancel, isCancelling] = useDeed(CancelEvaluationDocument);
  const cancelIt = async () => {
    const outcome = await cancel({ input: { id } });
    setError(outcome.ok ? undefined : outcome.message);
    onCancelled();
  };
  // The signed URL lives for minutes only, so it is asked for at the click.
  const download = async () => {
    const { data, error: failed } = await client.query(EvaluationResultsDocument, { id }, { requestPolicy: "network-only" }).toPromise();
    const url = data?.evaluation.resultsUrl;
    setError(failed ? failureOf(failed) : url ? undefined : "The captions went with the checkpoint’s bytes; the scores stay.");
    if (url) window.location.assign(url);
  };
  return (
    <Stack gap={8}>
      <Row wrap={false}>
        <Grow>
          <Row gap={8}>
            <Text strong size="sm">
              {title}
            </Text>
            <Badge tone={tone}>{label}</Badge>
            <Text size="sm" tone="faint">
              <Ago at={createdAt} />
            </Text>
          </Row>
        </Grow>
        {isOpen && mayCancel && (
          <Button size="small" icon={X} busy={isCancelling} onClick={() => void cancelIt()} title={`Cancel the evaluation: ${title}`}>
            Cancel
          </Button>
        )}
        {status === "SUCCEEDED" && (
          <IconButton label={`Download each picture's caption and scores: ${title}`} icon={Download} onClick={() => void download()} />
        )}
      </Row>
      {error && <Notice tone="bad">{error}</Notice>}
      {status === "RUNNING" && (
        <Progress label={title} share={total > 0 ? done / total : null} text={`${count(done)} of ${count(total)} pictures`} />
      )}
      {status === "FAILED" && (
        <Text as="p" size="sm" tone="soft">
          {failure ?? "It does not say why."}
        </Text>
      )}
      {status === "SUCCEEDED" && (
        <Table
          isNarrow
          label={title}
          rows={scores}
          keyOf={({ name }) => name}
          columns={[
            { header: "Score", isName: true, cell: ({ name }) => <Text size="sm">{scoreLabel(name)}</Text> },
            {
              header: "Value (95 % interval)",
              align: "end",
              cell: (score) => (
                <Text size="sm" mono>
                  {scoreText(score)}
                </Text>
              ),
            },
          ]}
        />
      )}
      {status === "SUCCEEDED" && (
        <Text
          as="p"
          size="xs"
          tone="faint"
        >{`${count(done - skipped)} pictures${skipped > 0 ? `, ${count(skipped)} could not be read` : ""}`}</Text>
      )}
    </Stack>
  );
}
