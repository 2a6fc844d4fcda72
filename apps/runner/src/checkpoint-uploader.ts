/**
 * @file Brings the checkpoints of one attempt to the API, oldest first, while training goes on.
 *
 * A LATEST that nobody has begun to send is skipped when a newer checkpoint waits. A commit comes after its reports.
 */
import { newId } from "@capstan/run/id";
import type { CheckpointEvent } from "@capstan/trainer/trainer-event";
import { type ApiClient, isTransient } from "./api-client.ts";
import { CommitCheckpointDocument, CreateCheckpointUploadDocument } from "./graphql/documents.generated.ts";
import { assertHeld, type Lease } from "./lease.ts";
import { checkpointFiles, type LocalCheckpoint, type LocalCheckpoints } from "./local-checkpoints.ts";
import { backOffMs, pause } from "./pause.ts";
import { scoreList } from "./report-batch.ts";
import type { Spool } from "./spool.ts";
import { PartRefused, uploadParts } from "./upload-parts.ts";

/** The API does not take this checkpoint, and repeating does not help. */
export class CheckpointRefused extends Error {
  override name = "CheckpointRefused";
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

export interface UploaderOptions {
  readonly api: ApiClient;
  readonly lease: Lease;
  readonly spool: Spool;
  readonly local: LocalCheckpoints;
  readonly onCommitted: (checkpoint: LocalCheckpoint) => void;
  readonly onDoing: (doing: string | null) => void;
}

/** Bytes that did not match are sent anew this often before the checkpoint is given up. */
const MISMATCHES_MAX = 3;
/** A slow store's pace: 10 MB a second. */
const VERIFIED_BYTES_PER_MS = 10_000;

export class CheckpointUploader {
  readonly #options: UploaderOptions;
  #waiting: LocalCheckpoint[];
  #isIdle = true;
  #changed = Promise.withResolvers<void>();
  /** Steps up to here are safe with the API. */
  committedStep = 0;

  constructor(options: UploaderOptions) {
    this.#options = options;
    const left = options.local.all.filter((entry) => entry.checkpointId === null && entry.leaseEpoch === options.lease.key.leaseEpoch);
    this.#waiting = left.filter((entry) => entry === left.at(-1) || !isSuperseded(entry));
  }

  /** Takes over a checkpoint that the trainer has written; its reports up to `afterSequence` are durable. */
  async add(event: CheckpointEvent, afterSequence: number): Promise<void> {
    const { folder, step, epoch, validationLoss, scores, intervals } = event;
    const { leaseEpoch } = this.#options.lease.key;
    const requestId = newId("checkpoint");
    const entry = {
      folder,
      step,
      epoch,
      validationLoss,
      scores: scoreList(scores, intervals),
      kinds: [...event.kinds],
      requestId,
      leaseEpoch,
      afterSequence,
      checkpointId: null,
    };
    await this.#options.local.put(entry);
    this.#waiting = [...this.#waiting.filter((older) => !isSuperseded(older)), entry];
    await this.#prune();
    this.#announce();
  }

  /** Resolves when nothing waits any more, or when `signal` aborts. */
  async whenIdle(signal: AbortSignal): Promise<void> {
    const over = new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
    while (!signal.aborted && !(this.#isIdle && this.#waiting.length === 0)) await Promise.race([this.#changed.promise, over]);
  }

  /** Uploads until `signal` aborts (returns). @throws {LeaseLost} @throws {CheckpointRefused} @throws {ApiFailure} for a bad token. */
  async run(signal: AbortSignal): Promise<void> {
    const over = new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
    while (!signal.aborted) {
      const changed = this.#changed.promise;
      const next = this.#waiting.shift();
      if (!next) {
        await Promise.race([changed, over]);
        continue;
      }
      this.#isIdle = false;
      const committed = await this.#upload(next, signal);
      if (!committed) return;
      this.committedStep = Math.max(this.committedStep, next.step);
      await this.#options.local.put({ ...next, checkpointId: committed });
      this.#isIdle = true;
      await this.#prune();
      this.#options.onDoing(null);
      this.#options.onCommitted({ ...next, checkpointId: committed });
      this.#announce();
    }
  }

  /** On this disk stay: the newest, whatever waits, and what is being sent. */
  async #prune(): Promise<void> {
    const { local } = this.#options;
    const waiting = new Set(this.#waiting.map((entry) => entry.folder));
    const newest = local.newest?.folder;
    const newestCommitted = local.all.findLast((entry) => entry.checkpointId !== null)?.folder;
    if (this.#isIdle) await local.prune(({ folder }) => folder === newest || folder === newestCommitted || waiting.has(folder));
  }

  /** @returns the API's id, or null when `signal` aborted. */
  async #upload(checkpoint: LocalCheckpoint, signal: AbortSignal): Promise<string | null> {
    const { lease, onDoing } = this.#options;
    const files = await checkpointFiles(checkpoint.folder);
    const sizeBytes = files.reduce((sum, file) => sum + file.sizeBytes, 0);
    let failures = 0;
    let mismatches = 0;
    while (!signal.aborted) {
      try {
        onDoing(`sending the checkpoint of step ${checkpoint.step}`);
        const { requestId, step, epoch, kinds } = checkpoint;
        const created = await this.#options.api.call(
          CreateCheckpointUploadDocument,
          { input: { ...lease.key, requestId: mismatches ? `${requestId}-${mismatches}` : requestId, step, epoch, kinds, files } },
          { signal, timeoutMs: 30_000 },
        );
        const { checkpointId, errors, files: targets } = created.createCheckpointUpload;
        assertHeld(errors);
        if (!checkpointId) throw new CheckpointRefused(errors[0]?.code ?? "INTERNAL", errors[0]?.message ?? "The API gave no reason.");
        await uploadParts(checkpoint.folder, targets, signal);
        const verdict = await this.#commit(checkpoint, checkpointId, sizeBytes, signal);
        if (verdict === "committed") return checkpointId;
        if (verdict === "mismatch" && ++mismatches >= MISMATCHES_MAX)
          throw new CheckpointRefused(
            "UPLOAD_MISMATCH",
            "The bytes that arrived were not the bytes sent, three times. Check this machine's disk and memory.",
          );
        failures = 0;
      } catch (error) {
        if (signal.aborted) return null;
        if (!(error instanceof PartRefused) && !isTransient(error)) throw error;
        onDoing(`waiting to send the checkpoint of step ${checkpoint.step} again: ${(error as Error).message}`);
        await pause(backOffMs(failures++, { baseMs: 500, maxMs: 15_000 }), signal);
      }
    }
    return null;
  }

  async #commit(
    checkpoint: LocalCheckpoint,
    checkpointId: string,
    sizeBytes: number,
    signal: AbortSignal,
  ): Promise<"committed" | "mismatch" | "again"> {
    const { api, lease, spool } = this.#options;
    const { afterSequence, validationLoss, scores } = checkpoint;
    await spool.whenAcknowledged(afterSequence, signal);
    signal.throwIfAborted();
    const input = { ...lease.key, checkpointId, afterSequence, validationLoss, scores };
    // The API reads and hashes every byte before it answers.
    const timeoutMs = 60_000 + Math.ceil(sizeBytes / VERIFIED_BYTES_PER_MS);
    const { commitCheckpoint } = await api.call(CommitCheckpointDocument, { input }, { signal, timeoutMs });
    assertHeld(commitCheckpoint.errors);
    const [error] = commitCheckpoint.errors;
    if (!error) return "committed";
    if (error.code === "UPLOAD_MISMATCH") return "mismatch";
    if (error.code === "UPLOAD_INCOMPLETE" || error.code === "GAP" || error.code === "RATE_LIMITED") {
      await pause(backOffMs(2), signal);
      return "again";
    }
    throw new CheckpointRefused(error.code, error.message);
  }

  #announce(): void {
    const { resolve } = this.#changed;
    this.#changed = Promise.withResolvers<void>();
    resolve();
  }
}

/** True for a waiting checkpoint that a newer one makes worthless. */
const isSuperseded = ({ kinds }: LocalCheckpoint): boolean => kinds.every((kind) => kind === "LATEST");
