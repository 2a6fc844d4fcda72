/**
 * @file Batches made in a thread of their own: a training step blocks its thread, and every picture takes several turns of one.
 *
 * The thread works ahead while a step goes on, so that the next batch is there when the step ends.
 */
import { Worker } from "node:worker_threads";
import { AppError, type ErrorCode } from "@capstan/run/error-code";
import { type Batch, type Batches, type BatchesOptions, createBatches } from "./batches.ts";
import type { DatasetManifest } from "./manifest.ts";
import type { VersionPlace } from "./open-version.ts";
import { itemCount, picturesOf, stepsPerEpoch } from "./plan-epoch.ts";

/** What the thread is given at its start. */
export interface BatchesOrder extends Omit<BatchesOptions, "version"> {
  readonly manifest: DatasetManifest;
  readonly place: VersionPlace;
}
export type ToBatchesThread =
  /** Begins another epoch; what was under way is dropped. */
  | { readonly type: "epoch"; readonly stream: number; readonly epoch: number; readonly fromStep: number }
  /** One batch was taken: another may be sent. */
  | { readonly type: "taken"; readonly stream: number };
export type FromBatchesThread = { readonly stream: number } & (
  | { readonly batch: Batch }
  | { readonly end: true }
  | { readonly failure: { readonly message: string; readonly stack: string | undefined; readonly code: ErrorCode | null } }
);

/** Batches that wait in front of the training at most, besides those that the thread is at. */
export const BATCHES_WAITING_MAX = 2;

const PROGRAM = new URL("./batches-thread.ts", import.meta.url);

/**
 * As `createBatches`, with the same batches bit for bit. `epoch` begins at once, so that the next one can be read while
 * something else goes on; it ends the one before. A version without a place, as a test makes one, is read here.
 */
export function createBackgroundBatches(options: BatchesOptions): Batches {
  const { place, manifest } = options.version;
  if (!place) return createBatches(options);
  const { version: _version, ...rest } = options;
  const pictures = picturesOf(manifest, options.split, options.config);
  // Says what createBatches says of a split without pictures.
  if (pictures.length === 0) createBatches(options);
  const items = itemCount(pictures, options.split, options.config);
  const thread = new BatchesThread({ ...rest, manifest, place });
  return {
    vocabulary: options.vocabulary,
    pictures,
    picturesPerEpoch: items,
    stepsPerEpoch: stepsPerEpoch(items, options.split, options.config),
    epoch: (epoch, fromStep = 0) => thread.epoch(epoch, fromStep),
    close: () => thread.close(),
  };
}

interface Stream {
  readonly id: number;
  readonly arrived: FromBatchesThread[];
  wake: () => void;
}

class BatchesThread {
  readonly #order: BatchesOrder;
  #worker: Worker | null = null;
  #stream: Stream | null = null;
  #streams = 0;
  /** Why the thread is no more. */
  #fault: Error | null = null;

  constructor(order: BatchesOrder) {
    this.#order = order;
  }

  epoch(epoch: number, fromStep: number): AsyncIterable<Batch> {
    const stream: Stream = { id: ++this.#streams, arrived: [], wake: () => undefined };
    this.#stream?.wake();
    this.#stream = stream;
    this.#tell({ type: "epoch", stream: stream.id, epoch, fromStep });
    return this.#read(stream);
  }

  async *#read(stream: Stream): AsyncGenerator<Batch, void, undefined> {
    for (;;) {
      while (stream.arrived.length === 0) {
        if (this.#fault) throw this.#fault;
        if (this.#stream !== stream) return;
        await new Promise<void>((resolve) => (stream.wake = resolve));
      }
      const message = stream.arrived.shift()!;
      if ("end" in message) return;
      if ("failure" in message) {
        const { code, message: text, stack } = message.failure;
        throw code === null ? Object.assign(new Error(text), { stack }) : new AppError(code, text);
      }
      this.#tell({ type: "taken", stream: stream.id });
      yield message.batch;
    }
  }

  #tell(message: ToBatchesThread): void {
    this.#worker ??= this.#start();
    this.#worker.postMessage(message, []);
  }

  #start(): Worker {
    const worker = new Worker(PROGRAM, { workerData: this.#order });
    const fail = (error: Error): void => {
      this.#fault = error;
      this.#stream?.wake();
    };
    worker.on("message", (message: FromBatchesThread) => {
      // What is left of an epoch that was given up.
      if (message.stream !== this.#stream?.id) return;
      this.#stream.arrived.push(message);
      this.#stream.wake();
    });
    worker.on("error", fail);
    worker.on("exit", (code) => fail(new Error(`The thread that reads pictures ended with code ${code}.`)));
    return worker;
  }

  async close(): Promise<void> {
    const worker = this.#worker;
    this.#worker = null;
    await worker?.terminate();
  }
}
