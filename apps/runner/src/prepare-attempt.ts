/** @file Brings everything that a trainer needs onto this disk: the dataset, and the checkpoint to go on or begin from. */
import path from "node:path";
import { parseConfig } from "@capstan/training-config/config";
import type { Claim } from "./claim-loop.ts";
import type { RunnerConfig } from "./config.ts";
import { loadDataset } from "./dataset-cache.ts";
import { DownloadDamaged, UrlExpired } from "./fetch-file.ts";
import { type CheckpointSource, fetchCheckpoint, findLocalCopy, isSound, type LocalCheckpoints } from "./local-checkpoints.ts";
import type { Spool } from "./spool.ts";
import type { Assignment } from "./trainer-message.ts";

export interface Preparation {
  readonly claim: Claim;
  readonly config: RunnerConfig;
  readonly runFolder: string;
  readonly local: LocalCheckpoints;
  readonly spool: Spool;
  /** The same claim with fresh URLs, or null when it is no longer ours. */
  readonly claimAgain: () => Promise<Claim | null>;
  /** For the run's log and the runner's. */
  readonly note: (level: "INFO" | "WARNING", message: string) => void;
  readonly onDoing: (doing: string | null) => void;
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
  const initialWeights =
    resumeFrom === null && claim.initialWeights
      ? await fetchSound(claim.initialWeights, path.join(runFolder, `weights-${claim.initialWeights.checkpointId}`), signal)
      : null;
  onDoing(null);
  return {
    runId: claim.runId,
    config: training,
    folder: path.join(runFolder, `attempt-${claim.leaseEpoch}`),
    ...dataset,
    resumeFrom,
    initialWeights,
    engine: { choice: config.engine, precision: config.precision, threads: config.threads },
  };
}

async function fetchSound(source: CheckpointSource, folder: string, signal: AbortSignal): Promise<string> {
  await fetchCheckpoint(source, folder, signal);
  if (!(await isSound(folder))) throw new DownloadDamaged(`Checkpoint ${source.checkpointId} contradicts its own manifest.`);
  return folder;
}

/**
 * The checkpoint to go on from: our own newest one when the lease is the one it was written under, else the API's, from this
 * disk when the same lies here. A damaged one is reported, and the run begins again: slow, but true.
 */
async function findResume({ claim, local, spool, runFolder, note, onDoing }: Preparation, signal: AbortSignal): Promise<string | null> {
  const own = local.all.findLast((entry) => entry.leaseEpoch === claim.leaseEpoch && entry.afterSequence < spool.nextSequence);
  const source = claim.resumeFrom;
  if (own && own.step >= (source?.step ?? 0)) {
    if (await isSound(own.folder)) {
      note("INFO", `Going on from the checkpoint of step ${own.step} on this runner's disk.`);
      return own.folder;
    }
    note("WARNING", `The checkpoint of step ${own.step} on this runner's disk is damaged; using the one that the API holds.`);
  }
  if (!source) return null;
  const copy = await findLocalCopy(local, source);
  if (copy) {
    note("INFO", `Going on from the checkpoint of step ${source.step}, which is on this runner's disk.`);
    return copy;
  }
  onDoing(`fetching the checkpoint of step ${source.step}`);
  try {
    const folder = await fetchSound(source, path.join(runFolder, `resume-${source.checkpointId}`), signal);
    note("INFO", `Going on from the checkpoint of step ${source.step}.`);
    return folder;
  } catch (error) {
    if (!(error instanceof DownloadDamaged)) throw error;
    note("WARNING", `The checkpoint of step ${source.step} is damaged, so the run begins again from its start. ${error.message}`);
    return null;
  }
}
