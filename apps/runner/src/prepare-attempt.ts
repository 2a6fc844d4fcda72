/** @file Brings everything that a trainer needs onto this disk: the dataset, and the checkpoint to go on or begin from. */
import path from "node:path";
import { AppError } from "@capstan/run/error-code";
import { parseConfig } from "@capstan/training-config/config";
import { DownloadDamaged, UrlExpired } from "@capstan/storage/download-file";
import type { RunnerConfig } from "./config.ts";
import { loadDataset } from "./dataset-cache.ts";
import { type CheckpointSource, fetchSound } from "./local-checkpoints.ts";
import { findResume, type ResumeSearch } from "./find-resume.ts";
import type { Assignment } from "./trainer-message.ts";

export interface Preparation extends ResumeSearch {
  readonly config: RunnerConfig;
}

const megabytes = (bytes: number) => `${Math.ceil(bytes / 1e6)} MB`;

/** @throws what went wrong, for judgeError; AbortError when `signal` aborts. */
export async function prepareAttempt(preparation: Preparation, signal: AbortSignal): Promise<Assignment> {
  try {
    return await prepareWith(preparation, signal);
  } catch (error) {
    if (!(error instanceof UrlExpired)) throw error;
    const claim = await preparation.claimAgain();
    if (!claim) throw error;
    return prepareWith({ ...preparation, claim }, signal);
  }
}

async function prepareWith(preparation: Preparation, signal: AbortSignal): Promise<Assignment> {
  const { claim, config, runFolder, note, onDoing } = preparation;
  const training = parseConfig(JSON.parse(claim.configJson));
  const dataset = await loadDataset(
    claim.dataset,
    {
      folder: path.join(config.home, "datasets"),
      limitBytes: config.cacheLimitBytes,
      onProgress: (done, total) => onDoing(`fetching the dataset: ${megabytes(done)} of ${megabytes(total)}`),
      onEvicted: (folder, bytes) => note("INFO", `Deleted the cached dataset ${path.basename(folder)} (${megabytes(bytes)}) to make room.`),
    },
    signal,
  );
  const resumeFrom = await findResume(preparation, signal);
  const initialWeights = resumeFrom === null && claim.initialWeights ? await fetchWeights(preparation, claim.initialWeights, signal) : null;
  onDoing(null);
  return {
    runId: claim.runId,
    config: training,
    folder: path.join(runFolder, `attempt-${claim.leaseEpoch}`),
    logFolder: path.join(config.home, "logs", claim.runId),
    ...dataset,
    resumeFrom,
    initialWeights,
    engine: { choice: config.engine, precision: config.precision, threads: config.threads },
  };
}

/** @throws {AppError} CHECKPOINT_DAMAGED when they are damaged where they are stored: no other attempt can change that. */
async function fetchWeights({ runFolder, reportDamaged }: Preparation, source: CheckpointSource, signal: AbortSignal): Promise<string> {
  try {
    return await fetchSound(source, path.join(runFolder, `weights-${source.checkpointId}`), signal);
  } catch (error) {
    if (!(error instanceof DownloadDamaged) || !(await reportDamaged(source))) throw error;
    throw new AppError(
      "CHECKPOINT_DAMAGED",
      `The checkpoint that this run starts from (step ${source.step}) is damaged where it is stored. Start the run from another one.`,
      { cause: error },
    );
  }
}
