/** @file The likeliest of a vocabulary, row by row. */
import type * as tf from "@tensorflow/tfjs-core";
import { floatsOf, kernels, usesNative } from "../native/native-backend.ts";

export interface BestTokens {
  /** [N, count], likeliest first, of equals the smallest id; -1 where fewer than `count` are left. */
  readonly ids: Int32Array;
  /** [N, count]: natural logarithms. */
  readonly logProbabilities: Float32Array;
}

/**
 * The `count` likeliest ids of each row.
 * @param logits float32 [N, V]. Borrowed.
 * @param never ids that are left out; they keep their share of the probability.
 */
export async function bestTokens(logits: tf.Tensor2D, count: number, never: readonly number[]): Promise<BestTokens> {
  const [rows, columns] = logits.shape;
  const best: BestTokens = { ids: new Int32Array(rows * count).fill(-1), logProbabilities: new Float32Array(rows * count) };
  if (usesNative()) {
    kernels().bestTokens(floatsOf(logits), Int32Array.from(never), best.ids, best.logProbabilities, rows, columns, count);
    return best;
  }
  const values = (await logits.data()) as Float32Array;
  const excluded = new Set(never);
  for (let row = 0; row < rows; row++) chooseBest(values.subarray(row * columns, (row + 1) * columns), row * count, count, excluded, best);
  return best;
}

function chooseBest(
  logits: Float32Array,
  first: number,
  count: number,
  never: ReadonlySet<number>,
  { ids, logProbabilities }: BestTokens,
): void {
  const highest = logits.reduce((top, value) => Math.max(top, value), -Infinity);
  const whole = highest + Math.log(logits.reduce((sum, value) => sum + Math.exp(value - highest), 0));
  let found = 0;
  for (let id = 0; id < logits.length; id++) {
    const value = logits[id]!;
    // Nearly all of them end here.
    if ((found === count && !(value > logProbabilities[first + count - 1]!)) || never.has(id)) continue;
    let at = found < count ? found++ : count - 1;
    for (; at > 0 && logProbabilities[first + at - 1]! < value; at--) {
      logProbabilities[first + at] = logProbabilities[first + at - 1]!;
      ids[first + at] = ids[first + at - 1]!;
    }
    logProbabilities[first + at] = value;
    ids[first + at] = id;
  }
  for (let i = 0; i < found; i++) logProbabilities[first + i]! -= whole;
}
