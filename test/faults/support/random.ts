/** @file Chance that can be had again: the same seed and words give the same numbers. */
import { createHash } from "node:crypto";

export interface Chance {
  /** Evenly from [0, 1). */
  next(): number;
  /** Evenly from [from, to). */
  between(from: number, to: number): number;
}

/** mulberry32, seeded by a hash of the words. */
export function chanceOf(...words: readonly (string | number)[]): Chance {
  let state = createHash("sha256").update(words.join("/")).digest().readUInt32LE(0);
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return { next, between: (from, to) => from + (to - from) * next() };
}

/** The value that `share` of `values` do not pass; NaN of none. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}
export const largest = (values: readonly number[]): number => values.reduce((a, b) => Math.max(a, b), 0);
export const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
