/** @file How far a score may be off because these pictures were scored and not others like them. */
import { type BleuCounts, bleuOf, countMatches } from "./bleu.ts";
import { N_MAX } from "./n-grams.ts";
import { type CaptionedPicture, type CaptionScores, scoreTokenized, tokenizePictures } from "./score-captions.ts";

export interface Interval {
  readonly low: number;
  readonly high: number;
}

export interface BootstrapOptions {
  /** How often as many pictures are drawn anew, with replacement. */
  readonly resamples?: number;
  /** The same seed draws the same pictures. */
  readonly seed?: number;
  /** Share of the resampled scores that lie within the interval. */
  readonly confidence?: number;
}

const RESAMPLES_DEFAULT = 1000;
const CONFIDENCE_DEFAULT = 0.95;

/**
 * The percentile interval of each of several statistics.
 *
 * @param count pictures.
 * @param statistics maps how often each picture was drawn, int32 `[count]` with sum `count`, to the values. The array is used
 *   again for the next draw.
 * @returns one interval per statistic; `null` when there is nothing to draw from.
 * @source Efron and Tibshirani 1993, An Introduction to the Bootstrap, chapter 13
 */
export function bootstrap(
  count: number,
  statistics: (drawn: Int32Array) => readonly number[],
  options: BootstrapOptions = {},
): Interval[] | null {
  const { resamples = RESAMPLES_DEFAULT, seed = 0, confidence = CONFIDENCE_DEFAULT } = options;
  if (count === 0) return null;
  const next = uniform(seed);
  const drawn = new Int32Array(count);
  const columns: Float64Array[] = [];
  for (let r = 0; r < resamples; r++) {
    drawn.fill(0);
    for (let i = 0; i < count; i++) drawn[Math.floor(next() * count)]!++;
    for (const [s, value] of statistics(drawn).entries()) (columns[s] ??= new Float64Array(resamples))[r] = value;
  }
  const tail = (1 - confidence) / 2;
  return columns.map((values) => {
    values.sort();
    return { low: quantile(values, tail), high: quantile(values, 1 - tail) };
  });
}

const NAMES = ["bleu1", "bleu2", "bleu3", "bleu4", "rougeL", "cider"] as const satisfies readonly (keyof CaptionScores)[];

export type ScoreIntervals = Readonly<Record<(typeof NAMES)[number], Interval>>;

/**
 * The scores of a set of captions as `scoreCaptions` has them, with the interval of each: BLEU from the drawn pictures' summed
 * counts, the others from their mean. What is rare for CIDEr-D stays as in the whole set.
 */
export function scoreWithIntervals(
  items: readonly CaptionedPicture[],
  options: BootstrapOptions = {},
): CaptionScores & { readonly perPicture: readonly CaptionScores[]; readonly intervals: ScoreIntervals | null } {
  const pictures = tokenizePictures(items);
  const scores = scoreTokenized(pictures);
  const counts = pictures.map(countMatches);
  const intervals = bootstrap(
    pictures.length,
    (drawn) => [
      ...bleuOf(weightedSum(counts, drawn)),
      weightedMean(scores.perPicture, "rougeL", drawn),
      weightedMean(scores.perPicture, "cider", drawn),
    ],
    options,
  );
  const named = intervals && (Object.fromEntries(NAMES.map((name, i) => [name, intervals[i]!])) as unknown as ScoreIntervals);
  return { ...scores, intervals: named };
}

function weightedSum(counts: readonly BleuCounts[], drawn: Int32Array): BleuCounts {
  const sum = {
    hypothesisWords: 0,
    referenceWords: 0,
    guessed: new Array<number>(N_MAX).fill(0),
    correct: new Array<number>(N_MAX).fill(0),
  };
  for (const [i, times] of drawn.entries()) {
    if (times === 0) continue;
    const { hypothesisWords, referenceWords, guessed, correct } = counts[i]!;
    sum.hypothesisWords += times * hypothesisWords;
    sum.referenceWords += times * referenceWords;
    for (let n = 0; n < N_MAX; n++) {
      sum.guessed[n]! += times * guessed[n]!;
      sum.correct[n]! += times * correct[n]!;
    }
  }
  return sum;
}

function weightedMean(perPicture: readonly CaptionScores[], name: keyof CaptionScores, drawn: Int32Array): number {
  let sum = 0;
  for (const [i, times] of drawn.entries()) if (times > 0) sum += times * perPicture[i]![name];
  return sum / drawn.length;
}

/** Between the two nearest of the sorted values. */
function quantile(sorted: Float64Array, share: number): number {
  const at = share * (sorted.length - 1);
  const below = Math.floor(at);
  const above = Math.min(sorted.length - 1, below + 1);
  return sorted[below]! + (at - below) * (sorted[above]! - sorted[below]!);
}

/** Draws in [0, 1) that depend on the seed alone: mulberry32. */
function uniform(seed: number): () => number {
  let state = (seed ^ 0x9e3779b9) | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
