/**
 * @file Captioning in child processes: one that decodes pictures, others that hold models. The API's own process only passes
 * bytes on.
 *
 *   bytes of a picture --decode process--> pixels --caption process (model kept warm)--> captions
 *   object store --checkpoint cache (verified)--> folder ----------^
 */
import { readFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import type { CaptionCandidate, Decoding } from "@capstan/captioner/decoding";
import type { DecodedPicture } from "@capstan/dataset/decode-picture";
import { AppError } from "@capstan/run/error-code";
import type { ObjectStore } from "@capstan/storage/object-store";
import { parseConfig } from "@capstan/training-config/config";
import type { Logger } from "pino";
import type { CaptionPool, StoredCheckpoint } from "./caption-pool.ts";
import type { CaptionRequest } from "./caption-process.ts";
import { CheckpointCache } from "./checkpoint-cache.ts";
import type { DecodeRequest } from "./decode-process.ts";
import { ProcessEnded } from "../process/process-limits.ts";
import { ProcessQueue } from "./process-queue.ts";

export interface CaptionPoolOptions {
  readonly store: ObjectStore;
  /** For checkpoints that were fetched; they may be removed while nothing runs. */
  readonly cacheDir: string;
  /** Processes that hold models. */
  readonly workers: number;
  /** "bf16" computes in bfloat16 where the engine and the processor can: faster, and nearly the same probabilities. */
  readonly precision: "fp32" | "bf16";
  readonly log: Logger;
}

const MIB = 1024 ** 2;
const GIB = 1024 ** 3;
const DECODE_MS = 10_000;
const DECODE_MEMORY_BYTES = 512 * MIB;
const CAPTION_MS = 30_000;
/** Weights kept in one process: three CATR models of the largest kind. */
const KEPT_WEIGHTS_BYTES = GIB;
const CACHED_BYTES = 8 * GIB;
const WAITING_MAX = 32;

export function createCaptionPool(options: CaptionPoolOptions): ProcessCaptionPool {
  return new ProcessCaptionPool(options);
}

export class ProcessCaptionPool implements CaptionPool {
  readonly #cache: CheckpointCache;
  readonly #decoding: ProcessQueue<DecodeRequest, DecodedPicture>;
  readonly #captioning: ProcessQueue<CaptionRequest, readonly CaptionCandidate[]>;
  /** Pixels of the longer side, by checkpoint id. */
  readonly #sizes = new Map<string, number>();

  constructor({ store, cacheDir, workers, precision, log }: CaptionPoolOptions) {
    this.#cache = new CheckpointCache({ store, folder: path.join(cacheDir, "checkpoints"), bytesMax: CACHED_BYTES });
    this.#decoding = new ProcessQueue({
      name: "decode",
      program: new URL("./decode-process.ts", import.meta.url),
      processes: 1,
      timeoutMs: DECODE_MS,
      memoryBytesMax: DECODE_MEMORY_BYTES,
      watchEveryMs: 100,
      waitingMax: WAITING_MAX,
      waitMsMax: DECODE_MS,
      log,
    });
    this.#captioning = new ProcessQueue({
      name: "caption",
      program: new URL("./caption-process.ts", import.meta.url),
      args: [String(KEPT_WEIGHTS_BYTES), String(Math.max(1, Math.floor(os.availableParallelism() / workers))), precision],
      processes: workers,
      timeoutMs: CAPTION_MS,
      memoryBytesMax: Math.min(6 * GIB, 0.6 * os.totalmem()),
      watchEveryMs: 500,
      waitingMax: WAITING_MAX,
      waitMsMax: CAPTION_MS,
      log,
    });
  }

  /** Of the processes that run now, for whoever watches them. */
  get pids(): { readonly decode: readonly number[]; readonly caption: readonly number[] } {
    return { decode: this.#decoding.pids, caption: this.#captioning.pids };
  }

  warm(): void {
    this.#decoding.start();
    this.#captioning.start();
  }

  waiting(): { readonly decode: number; readonly caption: number } {
    return { decode: this.#decoding.waitingCount, caption: this.#captioning.waitingCount };
  }

  async caption(image: Uint8Array, checkpoint: StoredCheckpoint, decoding: Decoding, owner = ""): Promise<readonly CaptionCandidate[]> {
    const folder = await this.#cache.get(checkpoint);
    const picture = await this.#decode(image, await this.#sizeFor(checkpoint.id, folder), owner);
    const weightsBytes = checkpoint.files.find(({ name }) => name === "weights.safetensors")!.sizeBytes;
    try {
      return await this.#captioning.ask(
        { checkpointId: checkpoint.id, folder, weightsBytes, picture, decoding },
        { kind: checkpoint.id, owner },
      );
    } catch (error) {
      if (error instanceof ProcessEnded && error.why === "timeout")
        throw new AppError(
          "RATE_LIMITED",
          `The caption was not ready after ${CAPTION_MS / 1000} seconds. Ask for fewer beams, or use a smaller model.`,
          { cause: error },
        );
      throw error;
    }
  }

  async close(): Promise<void> {
    await Promise.all([this.#decoding.close(), this.#captioning.close()]);
  }

  async #decode(bytes: Uint8Array, size: number, owner: string): Promise<DecodedPicture> {
    try {
      return await this.#decoding.ask({ bytes, size }, { owner });
    } catch (error) {
      if (!(error instanceof ProcessEnded) || error.why === "closed") throw error;
      const reason = { timeout: "took too long to decode", memory: "took too much memory to decode", crash: "could not be decoded" }[
        error.why
      ];
      throw new AppError("IMAGE_CORRUPT", `The picture ${reason}. Save it again from an image program, smaller if it is large.`, {
        cause: error,
      });
    }
  }

  async #sizeFor(checkpointId: string, folder: string): Promise<number> {
    const known = this.#sizes.get(checkpointId);
    if (known !== undefined) return known;
    const { size } = parseConfig(JSON.parse(await readFile(path.join(folder, "config.json"), "utf8"))).picture;
    this.#sizes.set(checkpointId, size);
    return size;
  }
}
