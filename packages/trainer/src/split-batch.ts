/** @file A batch in pieces, for when the whole does not fit into memory. */
import type { Batch } from "@capstan/dataset/batches";
import { EngineOutOfMemory } from "@capstan/engine/out-of-memory";

/** `batch` in at most `split` pieces of like size, each of whole pictures with their captions. The arrays are views. */
export function splitBatch(batch: Batch, split: number): Batch[] {
  if (split <= 1) return [batch];
  const { C, S, T } = batch;
  const size = Math.ceil(batch.B / split);
  return Array.from({ length: Math.ceil(batch.B / size) }, (_, i): Batch => {
    const from = i * size;
    const to = Math.min(batch.B, from + size);
    return {
      pixels: batch.pixels.subarray(from * S * S * 3, to * S * S * 3),
      pixelMask: batch.pixelMask.subarray(from * S * S, to * S * S),
      tokens: batch.tokens.subarray(from * C * (T + 1), to * C * (T + 1)),
      pictureOfCaption: batch.pictureOfCaption.slice(from * C, to * C).map((row) => row - from),
      pictureIds: batch.pictureIds.slice(from, to),
      B: to - from,
      C,
      S,
      T,
      skipped: i === 0 ? batch.skipped : [],
    };
  });
}

/** The targets of a batch that count in its loss. @param padId the id that does not; null: all count. */
export function countTargets({ tokens, B, C, T }: Batch, padId: number | null): number {
  if (padId === null) return B * C * T;
  let count = 0;
  for (let n = 0; n < B * C; n++) for (let t = 1; t <= T; t++) if (tokens[n * (T + 1) + t] !== padId) count++;
  return count;
}

/** What engines, WebAssembly and V8 say. */
const MEMORY =
  /array buffer allocation failed|out of memory|memory access out of bounds|cannot enlarge memory|bad_alloc|OOM|could not allocate/i;

/** Whether `error` says that memory ran out: the engine's own word, or that of what lies below it. */
export const isOutOfMemory = (error: unknown): boolean =>
  error instanceof EngineOutOfMemory || (error instanceof Error && (error.name === "EngineOutOfMemory" || MEMORY.test(error.message)));

/** Not even one picture at a time fits. */
export class NothingFits extends Error {
  override name = "NothingFits";
}

export interface Fitting {
  /** Pieces that each batch is cut into to begin with. */
  readonly split: number;
  /** Pictures in the largest batch. */
  readonly pictures: number;
  /** Told when memory ran out and more, smaller pieces are tried. */
  onSplit(split: number, cause: unknown): void | Promise<void>;
}

/**
 * What `work` gives with as few pieces as fit into memory: whenever it runs out, it is done again with twice as many.
 * @param work must leave nothing changed when it throws.
 * @throws {NothingFits} with the engine's error as its cause.
 */
export async function withPiecesThatFit<T>({ split, pictures, onSplit }: Fitting, work: (split: number) => Promise<T>): Promise<T> {
  for (let pieces = split; ;) {
    try {
      return await work(pieces);
    } catch (error) {
      if (!isOutOfMemory(error)) throw error;
      if (Math.ceil(pictures / pieces) <= 1) throw new NothingFits("Not even one picture at a time fits into memory.", { cause: error });
      pieces = Math.min(pictures, pieces * 2);
      await onSplit(pieces, error);
    }
  }
}
