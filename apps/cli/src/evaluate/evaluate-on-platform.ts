/** @file An evaluation that the platform does, followed until it is done. */
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { Api } from "../api.ts";
import { assertNoErrors, CliError } from "../cli-error.ts";
import { findCheckpointId } from "../find-checkpoint.ts";
import { findDataset } from "../find-dataset.ts";
import {
  CancelEvaluationDocument,
  EvaluateCheckpointDocument,
  EvaluationDocument,
  type EvaluationLineFragment,
} from "../graphql/documents.generated.ts";
import { createProgress } from "../progress.ts";
import type { EvaluatedLine, Results } from "./results.ts";

export interface PlatformOptions {
  /** As findCheckpointId takes it. */
  readonly checkpoint: string;
  readonly dataset: string | undefined;
  readonly split: "train" | "val" | "test";
  readonly beamWidth: number;
  readonly limit: number | undefined;
}

const ASK_EVERY_MS = 500;

/** @throws {CliError} in words for people. Ctrl-C cancels the evaluation: nobody else waits for it. */
export async function evaluateOnPlatform(api: Api, options: PlatformOptions): Promise<Results> {
  const { split, beamWidth, limit } = options;
  const checkpointId = await findCheckpointId(api, options.checkpoint);
  const dataset = await findDataset(api, options.dataset);
  const input = {
    checkpointId,
    datasetId: dataset.id,
    split: split.toUpperCase() as "TRAIN" | "VAL" | "TEST",
    decoding: beamWidth > 1 ? { strategy: "BEAM" as const, beamWidth } : null,
    limit: limit ?? null,
    idempotencyKey: randomUUID(),
  };
  const { evaluateCheckpoint } = await api.call(EvaluateCheckpointDocument, { input });
  assertNoErrors(evaluateCheckpoint.errors);
  const done = await followed(api, evaluateCheckpoint.evaluation!);
  if (done.status === "FAILED") throw new CliError(`The evaluation ${done.id} failed: ${done.failure ?? "it does not say why."}`);
  if (done.status === "CANCELLED") throw new CliError("The evaluation was cancelled.");
  return { scores: done.scores, pictures: await fetchLines(done), skipped: done.skipped };
}

async function followed(api: Api, begun: EvaluationLineFragment): Promise<EvaluationLineFragment> {
  const progress = createProgress();
  const interrupted = new AbortController();
  const onInterrupt = (): void => interrupted.abort();
  process.once("SIGINT", onInterrupt);
  try {
    let evaluation = begun;
    while (evaluation.status === "QUEUED" || evaluation.status === "RUNNING") {
      const { done, total, status } = evaluation;
      progress.update(done, total, status === "QUEUED" ? "waiting for its turn" : `${done} of ${total} pictures`);
      const isInterrupted = await sleep(ASK_EVERY_MS, false, { signal: interrupted.signal }).catch(() => true);
      // What it refuses, because the evaluation is over by now, the next answer shows.
      if (isInterrupted) await api.call(CancelEvaluationDocument, { input: { id: begun.id } });
      ({ evaluation } = await api.call(EvaluationDocument, { id: begun.id }));
    }
    return evaluation;
  } finally {
    process.off("SIGINT", onInterrupt);
    progress.end();
  }
}

async function fetchLines({ id, resultsUrl }: EvaluationLineFragment): Promise<EvaluatedLine[]> {
  const response = resultsUrl ? await fetch(resultsUrl).catch(() => null) : null;
  if (!response?.ok)
    throw new CliError(
      `The results of ${id} could not be fetched (${response ? response.status : "no answer"}). Its scores are kept; ask again.`,
    );
  const text = await response.text();
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as EvaluatedLine);
}
