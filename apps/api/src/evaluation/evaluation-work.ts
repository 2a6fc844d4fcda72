/**
 * @file What an evaluation is, as work in the background (process/claimed-work.ts).
 *
 *   QUEUED --claim--> RUNNING --> SUCCEEDED | FAILED          (QUEUED | RUNNING --cancelEvaluation--> CANCELLED)
 *
 * A claim counts the attempt up, and every write asks for it. An API that dies leaves behind the parts that are done
 * (saved-parts.ts): whoever takes it up goes on behind them.
 */
import os from "node:os";
import path from "node:path";
import type { Decoding } from "@capstan/captioner/decoding";
import type { Database } from "@capstan/prisma/database";
import { claimEvaluation, type ClaimedEvaluation, findOpenEvaluations, touchEvaluation } from "@capstan/prisma/queries/claim-evaluation";
import { readClock } from "@capstan/prisma/queries/read-clock";
import { AppError } from "@capstan/run/error-code";
import type { ObjectStore } from "@capstan/storage/object-store";
import type { Logger } from "pino";
import { CheckpointCache } from "../captioning/checkpoint-cache.ts";
import { checkpointFiles } from "../checkpoint/checkpoint-files.ts";
import { requireLinkable } from "../dataset/linked-folder.ts";
import { versionFiles } from "../dataset/version-files.ts";
import { withoutSigning, type ObjectSettings } from "../open-store.ts";
import { ClaimedWork, type Piece, type WorkKind } from "../process/claimed-work.ts";
import { OrderedProcess } from "../process/ordered-process.ts";
import { partsPrefix, resultsKey } from "./evaluation-objects.ts";
import type { EvaluationOrder, EvaluationOutcome, EvaluationProgress } from "./evaluation-messages.ts";

export interface EvaluationsOptions {
  readonly database: Database;
  readonly store: ObjectStore;
  readonly objects: ObjectSettings;
  readonly cacheDir: string;
  readonly linkedFolders: readonly string[];
  readonly log: Logger;
}

const PROGRAM = new URL("./evaluation-process.ts", import.meta.url);
/** Tries of one evaluation: what ends its process each time would do so for ever. */
const ATTEMPTS_MAX = 5;
const CACHED_BYTES = 4 * 1024 ** 3;

type EvaluationData = Parameters<Database["system"]["evaluation"]["updateMany"]>[0]["data"];
type EvaluationProcess = OrderedProcess<EvaluationOrder, EvaluationProgress, EvaluationOutcome>;
type EvaluationPiece = Piece<ClaimedEvaluation, EvaluationProcess, EvaluationProgress>;

export const createEvaluations = (options: EvaluationsOptions): ClaimedWork<ClaimedEvaluation, EvaluationProcess, EvaluationProgress> =>
  new ClaimedWork(new EvaluationWork(options), options.log);

class EvaluationWork implements WorkKind<ClaimedEvaluation, EvaluationProcess, EvaluationProgress> {
  readonly name = "evaluation";
  /** One takes every processor. */
  readonly atOnce = 1;
  readonly #options: EvaluationsOptions;
  readonly #checkpoints: CheckpointCache;

  constructor(options: EvaluationsOptions) {
    this.#options = options;
    this.#checkpoints = new CheckpointCache({
      store: options.store,
      folder: path.join(options.cacheDir, "evaluated"),
      bytesMax: CACHED_BYTES,
    });
  }

  findOpen(abandonedSeconds: number): Promise<readonly { readonly id: string }[]> {
    return findOpenEvaluations(this.#options.database.system, abandonedSeconds);
  }

  claim(id: string, abandonedSeconds: number): Promise<ClaimedEvaluation | null> {
    return claimEvaluation(this.#options.database.system, id, abandonedSeconds);
  }

  touch(claimed: ClaimedEvaluation, progress: EvaluationProgress | null): Promise<boolean> {
    return touchEvaluation(this.#options.database.system, claimed, progress);
  }

  createProcess(): EvaluationProcess {
    return new OrderedProcess({ name: this.name, program: PROGRAM });
  }

  async work({ claim: claimed, process, report }: EvaluationPiece): Promise<void> {
    const { id, attempt } = claimed;
    if (attempt > ATTEMPTS_MAX) {
      const failure = `It broke off ${ATTEMPTS_MAX} times. Try fewer beams; if it breaks off again, tell whoever runs the server: ${id}.`;
      return this.#end(claimed, { status: "FAILED", failure });
    }
    const order = await this.#orderOf(claimed);
    const { scores, intervals, captioned, skipped } = await process.run(order, report);
    const total = captioned + skipped;
    await this.#end(claimed, {
      status: "SUCCEEDED",
      scores,
      scoreIntervals: intervals,
      skipped,
      done: total,
      total,
      resultsKey: order.resultsKey,
    });
  }

  async fail(claimed: ClaimedEvaluation, error: unknown, isClosing: boolean): Promise<void> {
    // Cancelled, or somebody else's by now.
    if (!(await this.touch(claimed, null))) return;
    // Closing, or a process that died: whoever takes it up goes on where it was.
    if (isClosing) return this.#letGo(claimed);
    if (error instanceof AppError) return this.#end(claimed, { status: "FAILED", failure: error.message });
    this.#options.log.error({ err: error, evaluationId: claimed.id }, "an evaluation broke off; it is taken up again");
    await this.#letGo(claimed);
  }

  async #orderOf({ id, teamId, checkpointId, versionId, split, limit, decoding, attempt }: ClaimedEvaluation): Promise<EvaluationOrder> {
    const { database, objects, linkedFolders } = this.#options;
    const checkpoint = await database.system.checkpoint.findUnique({ where: { teamId_id: { teamId, id: checkpointId } } });
    if (checkpoint?.status !== "COMMITTED")
      throw new AppError("CHECKPOINT_NOT_READY", "The checkpoint was deleted. Evaluate another one of its run.");
    const version = await database.system.datasetVersion.findUnique({ where: { teamId_id: { teamId, id: versionId } } });
    if (version?.status !== "READY") throw new AppError("DATASET_NOT_READY", "The dataset version is gone. Evaluate on another one.");
    const { manifest, shards } = versionFiles(version.files);
    return {
      objects: withoutSigning(objects),
      checkpoint: await this.#checkpoints.get({ id: checkpointId, files: checkpointFiles(checkpoint) }),
      manifest,
      shardKeys: shards.map(({ key }) => key),
      // Asked again here: what may be linked can have changed since the import.
      linkedRoot: version.linkedRoot === null ? null : await requireLinkable(version.linkedRoot, linkedFolders),
      split: ({ TRAIN: "train", VAL: "val", TEST: "test" } as const)[split],
      limit,
      decoding: decoding as Decoding,
      partsPrefix: partsPrefix(teamId, id),
      resultsKey: resultsKey(teamId, id, attempt),
      threads: os.availableParallelism(),
    };
  }

  #letGo(claimed: ClaimedEvaluation): Promise<void> {
    return this.#write(claimed, {});
  }

  async #end(claimed: ClaimedEvaluation, data: EvaluationData): Promise<void> {
    await this.#write(claimed, { ...data, finishedAt: await readClock(this.#options.database.system) });
  }

  /** How it stands when this process is done with it; nothing when it is somebody else's by now. */
  async #write({ id, attempt }: ClaimedEvaluation, data: EvaluationData): Promise<void> {
    await this.#options.database.system.evaluation.updateMany({
      where: { id, attempt, status: "RUNNING" },
      data: { ...data, heartbeatAt: null },
    });
  }
}
