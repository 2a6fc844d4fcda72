"use client";
import { useEffect } from "react";
import { CheckpointEvaluationsDocument } from "../../graphql/documents.generated.ts";
import { useScreen } from "../../graphql/use-screen.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { Stack } from "../../ui/layout.tsx";
import { Failed, Loading } from "../../ui/states.tsx";
import { Text } from "../../ui/text.tsx";
import { useMay, useTeam } from "../team/team-context.tsx";
import { EvaluationEntry } from "./evaluation-entry.tsx";
import { EvaluationForm } from "./evaluation-form.tsx";

const ASK_EVERY_MS = 2_000;

/** How well a checkpoint captions: its evaluations, and the way to another one. */
export function EvaluationDialog({ id, name, onClose }: { id: string; name: string; onClose: () => void }) {
  const { slug } = useTeam();
  const may = useMay();
  const screen = useScreen(CheckpointEvaluationsDocument, { id, team: slug });
  const evaluations = screen.state === "ready" ? screen.data.checkpoint.evaluations : [];
  const isMoving = evaluations.some(({ status }) => status === "QUEUED" || status === "RUNNING");
  const refresh = screen.state === "ready" ? screen.refresh : null;
  useEffect(() => {
    if (!isMoving || !refresh) return undefined;
    const timer = setInterval(refresh, ASK_EVERY_MS);
    return () => clearInterval(timer);
  }, [isMoving, refresh]);
  return (
    <Dialog title={`Evaluate ${name}`} onClose={onClose}>
      {screen.state === "loading" && <Loading label="Looking up evaluations" rows={3} />}
      {screen.state === "failed" && <Failed message={screen.message} retry={screen.retry} />}
      {screen.state === "ready" && (
        <Stack>
          {may.write && <EvaluationForm checkpointId={id} team={screen.data.team} onBegun={screen.refresh} />}
          {evaluations.map((evaluation) => (
            <EvaluationEntry key={evaluation.id} evaluation={evaluation} mayCancel={may.write} onCancelled={screen.refresh} />
          ))}
          {evaluations.length === 0 && (
            <Text as="p" size="sm" tone="faint">
              BLEU, ROUGE-L and CIDEr-D of a dataset’s pictures, each with the range that chance alone explains.
            </Text>
          )}
        </Stack>
      )}
    </Dialog>
  );
}
