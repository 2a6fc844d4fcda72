/**
 * @file Writes checkpoints in a thread of its own, so that training goes on meanwhile: hashing and writing a gigabyte takes
 * longer than a step, and a step blocks its thread.
 *
 * What is written is a copy, taken between two steps: that copy is all that training waits for.
 */
import { Worker } from "node:worker_threads";
import type { StoredParameter } from "@capstan/captioner/weights/state-dict";
import { AppError, type ErrorCode } from "@capstan/run/error-code";
import type { CheckpointContent } from "./checkpoint-folder.ts";

/** A run between two steps. Its weights are in our order of dimensions still: turning them takes a while, too. */
export interface RunSnapshot extends Omit<CheckpointContent, "weights"> {
  readonly weights: readonly (StoredParameter & { readonly values: Float32Array })[];
}
export interface WriteOrder {
  readonly parent: string;
  readonly snapshot: RunSnapshot;
}
export type Written =
  { readonly folder: string } | { readonly failure: { readonly message: string; readonly code: string | null; readonly isApp: boolean } };

const PROGRAM = new URL("./checkpoint-writer-thread.ts", import.meta.url);

export class CheckpointWriter {
  #worker: Worker | null = null;
  /** Resolves when nothing is being written. */
  #idle: Promise<unknown> = Promise.resolve();

  /**
   * Writes `snapshot` as writeCheckpoint does, after what was given before. Takes its arrays: they are empty afterwards.
   * @throws what the disk says, for example with the code ENOSPC; the next one is tried all the same.
   */
  write(parent: string, snapshot: RunSnapshot): Promise<string> {
    const written = this.#idle.then(() => this.#send({ parent, snapshot }));
    this.#idle = written.catch(() => undefined);
    return written;
  }

  /** Resolves when everything is on the disk, or has failed. */
  async whenIdle(): Promise<void> {
    await this.#idle;
  }

  async #send(order: WriteOrder): Promise<string> {
    const worker = (this.#worker ??= new Worker(PROGRAM));
    const { weights, optimizer } = order.snapshot;
    const taken = [...weights.map(({ values }) => values), ...[...optimizer.values()].map(({ data }) => data)];
    const buffers = taken.map(({ buffer }) => buffer as ArrayBuffer);
    const answer = await new Promise<Written>((resolve, reject) => {
      const settle = (done: () => void) => {
        worker.off("message", onMessage).off("error", onError).off("exit", onExit);
        done();
      };
      const onMessage = (message: Written) => settle(() => resolve(message));
      const onError = (error: Error) => settle(() => reject(error));
      const onExit = (code: number) => settle(() => reject(new Error(`The thread that writes checkpoints ended with code ${code}.`)));
      worker.on("message", onMessage).on("error", onError).on("exit", onExit);
      worker.postMessage(order, buffers);
    }).catch((error: unknown) => {
      this.#worker = null;
      throw error;
    });
    if ("folder" in answer) return answer.folder;
    const { message, code, isApp } = answer.failure;
    if (isApp) throw new AppError(code as ErrorCode, message);
    throw Object.assign(new Error(message), code === null ? {} : { code });
  }

  /** Waits for what is being written, and ends the thread. */
  async close(): Promise<void> {
    await this.#idle;
    await this.#worker?.terminate();
    this.#worker = null;
  }
}
