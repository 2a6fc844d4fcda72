/**
 * @file Evaluations, one after another in a process of its own each, each worked on by one API at a time.
 *
 *   QUEUED --claim--> RUNNING --> SUCCEEDED | FAILED
 *
 * A claim counts the attempt up, and every write asks for it; the heartbeat keeps the others off. An API that dies leaves an old
 * heartbeat behind, and the parts that are done (saved-parts.ts): whoever takes it up goes on behind them. While this API
 * closes, the heartbeat is taken back, so that the next one need not wait.
 */
import os from "node:os";
import path from "node:path";
import type { Decoding } from "@capstan/captioner/decoding";
import type { Database } from "@capstan/prisma/database";
import { claimEvaluation, type ClaimedEvaluation, findOpenEvaluations, touchEvaluation } from "@capstan/prisma/queries/claim-evaluation";
import { AppError } from "@capstan/run/error-code";
import type { ObjectStore } from "@capstan/storage/object-store";
import type { Logger } from "pino";
import { CheckpointCache } from "../captioning/checkpoint-cache.ts";
import { checkpointFiles } from "../checkpoint/checkpoint-files.ts";
import { requireLinkable } from "../dataset/linked-folder.ts";
import { versionFiles } from "../dataset/version-files.ts";
import { withoutSigning, type ObjectSettings } from "../open-store.ts";
import type { EvaluationOrder, EvaluationOutcome } from "./evaluation-messages.ts";
import type { Evaluations } from "./evaluations.ts";
import { EvaluationRefused, RunningEvaluation } from "./running-evaluation.ts";

export interface EvaluationsOptions {
  readonly database: Database;
  readonly store: ObjectStore;
  readonly objects: ObjectSettings;
  readonly cacheDir: string;
  readonly linkedFolders: readonly string[];
  readonly log: Logger;
}

const HEARTBEAT_MS = 5_000;
const ABANDONED_SECONDS = 30;
const RESUME_EVERY_MS = 30_000;
/** Tries of one evaluation: what ends its process each time would do so for ever. */
const ATTEMPTS_MAX = 5;
const CACHED_BYTES = 4 * 1024 ** 3;

export function createEvaluations(options: EvaluationsOptions): ProcessEvaluations {
  return new ProcessEvaluations(options);
}

export class ProcessEvaluations implements Evaluations {
  readonly #options: EvaluationsOptions;
  readonly #checkpoints: CheckpointCache;
  readonly #waiting = new Set<string>();
  readonly #timer: NodeJS.Timeout;
  #running: { readonly id: string; readonly done: Promise<void>; process: RunningEvaluation | null } | null = null;
  #isClosed = false;

  constructor(options: EvaluationsOptions) {
    this.#options = options;
    this.#checkpoints = new CheckpointCache({ store: options.store, folder: path.join(options.cacheDir, "evaluated"), bytesMax: CACHED_BYTES });
    this.#timer = setInterval(() => void this.resume(), RESUME_EVERY_MS);
    this.#timer.unref();
  }

  /** Of the process that works now, for whoever watches it. */
  get pid(): number | null {
    return this.#running?.process?.pid ?? null;
  }

  start(id: string): void {
    if (this.#isClosed || this.#running?.id === id) return;
    this.#waiting.add(id);
    this.#next();
  }

  async resume(): Promise<void> {
    try {
      for (const { id } of await findOpenEvaluations(this.#options.database.system, ABANDONED_SECONDS)) this.start(id);
    } catch (error) {
      this.#options.log.warn({ err: error }, "evaluations that nobody works on could not be looked up; trying again later");
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearInterval(this.#timer);
    this.#waiting.clear();
    await this.#running?.process?.end();
    await this.#running?.done;
  }

  #next(): void {
    const [id] = this.#waiting;
    if (this.#running || id === undefined) return;
    this.#waiting.delete(id);
    const done = Promise.resolve()
      .then(() => this.#take(id))
      .catch((error: unknown) => this.#options.log.error({ err: error, evaluationId: id }, "an evaluation could not be taken up; trying again later"))
      .finally(() => {
        this.#running = null;
        if (!this.#isClosed) this.#next();
      });
    this.#running = { id, done, process: null };
  }

  /** Does it, unless somebody else does. */
  async #take(id: string): Promise<void> {
    const { system } = this.#options.database;
    if (this.#isClosed) return;
    const claimed = await claimEvaluation(system, id, ABANDONED_SECONDS);
    if (!claimed) return;
    const beat = setInterval(() => void this.#touch(claimed, null), HEARTBEAT_MS);
    let child: RunningEvaluation | null = null;
    try {
      if (claimed.attempt > ATTEMPTS_MAX)
        throw new EvaluationRefused(`It broke off ${ATTEMPTS_MAX} times. Try fewer beams; if it breaks off again, tell whoever runs the server: ${id}.`);
      const order = await this.#orderOf(claimed);
      child = new RunningEvaluation();
      this.#running!.process = child;
      // Closed meanwhile: nobody else ends this process.
      if (this.#isClosed) await child.end();
      await this.#finish(claimed, order.resultsKey, await child.run(order, (progress) => void this.#touch(claimed, progress)));
    } catch (error) {
      await this.#fail(claimed, error);
    } finally {
      clearInterval(beat);
      await child?.end();
    }
  }

  async #orderOf({ id, teamId, checkpointId, versionId, split, limit, decoding, attempt }: ClaimedEvaluation): Promise<Omit<EvaluationOrder, "type">> {
    const { database, objects, linkedFolders } = this.#options;
    const checkpoint = await database.system.checkpoint.findUnique({ where: { teamId_id: { teamId, id: checkpointId } } });
    if (checkpoint?.status !== "COMMITTED") throw new EvaluationRefused("The checkpoint was deleted. Evaluate another one of its run.");
    const version = await database.system.datasetVersion.findUnique({ where: { teamId_id: { teamId, id: versionId } } });
    if (version?.status !== "READY") throw new EvaluationRefused("The dataset version is gone. Evaluate on another one.");
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
      partsPrefix: `${teamId}/evaluations/${id}/parts`,
      resultsKey: `${teamId}/evaluations/${id}/results-${attempt}.jsonl`,
      threads: os.availableParallelism(),
    };
  }

  async #finish({ id, attempt }: ClaimedEvaluation, resultsKey: string, { scores, intervals, captioned, skipped }: EvaluationOutcome): Promise<void> {
    const total = captioned + skipped;
    await this.#options.database.system.evaluation.updateMany({
      where: { id, attempt, status: "RUNNING" },
      data: { status: "SUCCEEDED", scores, scoreIntervals: intervals, skipped, done: total, total, resultsKey, finishedAt: new Date(), heartbeatAt: null },
    });
  }

  async #fail({ id, attempt }: ClaimedEvaluation, error: unknown): Promise<void> {
    const { database, log } = this.#options;
    const where = { id, attempt, status: "RUNNING" } as const;
    const isForPeople = error instanceof EvaluationRefused || error instanceof AppError;
    // Closing, or a process that died: whoever takes it up goes on where it was.
    const isOver = isForPeople && !this.#isClosed;
    if (!isForPeople && !this.#isClosed) log.error({ err: error, evaluationId: id }, "an evaluation broke off; it is taken up again");
    const end = isOver ? ({ status: "FAILED", failure: error.message, finishedAt: new Date() } as const) : {};
    await database.system.evaluation.updateMany({ where, data: { ...end, heartbeatAt: null } });
  }

  /** While the database is away the work goes on; when it is somebody else's it ends. */
  async #touch(claimed: ClaimedEvaluation, progress: { readonly done: number; readonly total: number } | null): Promise<void> {
    try {
      const isOurs = await touchEvaluation(this.#options.database.system, claimed, progress);
      if (!isOurs && this.#running?.id === claimed.id) await this.#running.process?.end();
    } catch (error) {
      this.#options.log.warn({ err: error, evaluationId: claimed.id }, "an evaluation's progress could not be written");
    }
  }
}
