/** @file How much work a run will be, before it starts. Pure. */
import type { Values } from "../config/config-values.ts";

export interface Estimate {
  readonly pictures: number;
  readonly stepsPerEpoch: number;
  readonly steps: number;
}

/**
 * Steps by the settings. One picture's captions share a step; where each caption pays for its own pass (one caption per
 * picture and step), the batch counts captions, so an epoch is as many times longer.
 */
export function estimateOf(values: Values, counts: { train: number; captions: number; pictures: number }): Estimate {
  const number = (path: string, fallback: number) => (typeof values[path] === "number" ? values[path] : fallback);
  const limit = number("schedule.limit", -1);
  const pictures = limit > 0 ? Math.min(limit, counts.train) : counts.train;
  const captionsEach = counts.pictures > 0 ? counts.captions / counts.pictures : 1;
  const items = number("text.captionsPerPicture", 5) === 1 ? pictures * captionsEach : pictures;
  const stepsPerEpoch = Math.ceil(items / number("optimizer.batchSize", 1) / number("optimizer.accumulate", 1));
  return { pictures, stepsPerEpoch, steps: stepsPerEpoch * number("schedule.epochs", 1) };
}
