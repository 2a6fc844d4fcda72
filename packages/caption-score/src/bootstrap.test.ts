import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bootstrap, scoreWithIntervals } from "./bootstrap.ts";
import { scoreCaptions } from "./score-captions.ts";

const meanOf =
  (values: readonly number[]) =>
  (drawn: Int32Array): number[] => [values.reduce((sum, value, i) => sum + value * drawn[i]!, 0) / values.length];
const WORDS = ["a", "red", "blue", "circle", "square", "left", "of", "the"] as const;
const caption = fc.array(fc.constantFrom(...WORDS), { minLength: 1, maxLength: 8 }).map((words) => words.join(" "));
const items = fc.array(fc.record({ hypothesis: caption, references: fc.array(caption, { minLength: 1, maxLength: 3 }) }), {
  minLength: 2,
  maxLength: 12,
});

describe("an interval", () => {
  test("of draws with replacement: each draw has as many pictures as there are", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.nat(), (count, seed) => {
        bootstrap(
          count,
          (drawn) => {
            expect(drawn.reduce((sum, times) => sum + times, 0)).toBe(count);
            return [0];
          },
          { resamples: 20, seed },
        );
      }),
    );
  });

  test("of a mean is what theory says: about 1.96 standard errors to each side", () => {
    const values = Array.from({ length: 400 }, (_, i) => (Math.sin(i * 12.9898) * 43758.5453) % 1);
    const mean = values.reduce((sum, value) => sum + value, 0) / 400;
    const error = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 400) / Math.sqrt(400);
    const [interval] = bootstrap(400, meanOf(values), { resamples: 4000, seed: 3 })!;
    // 4,000 draws know a 2.5 % quantile to about a tenth of a standard error.
    expect(Math.abs(interval!.low - (mean - 1.96 * error))).toBeLessThan(0.15 * error);
    expect(Math.abs(interval!.high - (mean + 1.96 * error))).toBeLessThan(0.15 * error);
  });

  test("moves and stretches with its values, is ordered, widens with confidence, and follows from the seed", () => {
    const numbers = fc.array(fc.double({ min: -10, max: 10, noNaN: true }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(numbers, fc.nat(), fc.double({ min: 0.1, max: 5, noNaN: true }), (values, seed, factor) => {
        const options = { resamples: 100, seed };
        const [one] = bootstrap(values.length, meanOf(values), options)!;
        const [again] = bootstrap(values.length, meanOf(values), options)!;
        const [moved] = bootstrap(values.length, meanOf(values.map((value) => factor * value + 3)), options)!;
        const [narrow] = bootstrap(values.length, meanOf(values), { ...options, confidence: 0.5 })!;
        expect(again).toEqual(one);
        expect(one!.low).toBeLessThanOrEqual(one!.high);
        expect(moved!.low).toBeCloseTo(factor * one!.low + 3, 8);
        expect(moved!.high).toBeCloseTo(factor * one!.high + 3, 8);
        expect(narrow!.low).toBeGreaterThanOrEqual(one!.low);
        expect(narrow!.high).toBeLessThanOrEqual(one!.high);
        expect(one!.low).toBeGreaterThanOrEqual(Math.min(...values) - 1e-9);
      }),
    );
  });
});

describe("scores with intervals", () => {
  test("are the scores without", () => {
    fc.assert(
      fc.property(items, (set) => {
        const { intervals, ...scores } = scoreWithIntervals(set, { resamples: 10 });
        expect(scores).toEqual(scoreCaptions(set));
        expect(Object.keys(intervals!)).toEqual(["bleu1", "bleu2", "bleu3", "bleu4", "rougeL", "cider"]);
      }),
      { numRuns: 30 },
    );
  });

  test("of BLEU come from summed counts: every resample of one is BLEU of the pictures drawn", () => {
    fc.assert(
      fc.property(items, fc.nat(), (set, seed) => {
        // One resample: both ends of the interval are its score.
        const { intervals } = scoreWithIntervals(set, { resamples: 1, seed });
        let repeated: typeof set = [];
        bootstrap(set.length, (drawn) => ((repeated = set.flatMap((item, i) => Array.from({ length: drawn[i]! }, () => item))), [0]), {
          resamples: 1,
          seed,
        });
        const { bleu1, bleu4, rougeL } = scoreCaptions(repeated);
        for (const [name, value] of Object.entries({ bleu1, bleu4, rougeL })) {
          expect(intervals![name as "bleu1"].low).toBeCloseTo(value, 10);
          expect(intervals![name as "bleu1"].high).toBeCloseTo(value, 10);
        }
      }),
      { numRuns: 50 },
    );
  });

  test("of captions that are all alike have no width, and of none there are none", () => {
    const alike = Array.from({ length: 8 }, () => ({ hypothesis: "a red circle", references: ["a red circle", "a circle"] }));
    for (const { low, high } of Object.values(scoreWithIntervals(alike).intervals!)) expect(high - low).toBeCloseTo(0, 12);
    expect(scoreWithIntervals([]).intervals).toBeNull();
  });
});
