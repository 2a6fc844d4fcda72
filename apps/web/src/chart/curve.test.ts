import fc from "fast-check";
import { expect, test } from "vitest";
import { align, EMPTY_CURVE, lastValue, mergeColumn, smooth } from "./curve.ts";

const merge = (...batches: [attempt: number, steps: number[], values: (number | null)[]][]) =>
  batches.reduce((curve, [attempt, steps, values]) => mergeColumn(curve, { steps, values }, attempt), EMPTY_CURVE);

test("batches in order are laid end to end", () => {
  expect(merge([1, [1, 2], [5, 4]], [1, [3], [3]])).toEqual({ steps: [1, 2, 3], values: [5, 4, 3], attempts: [1, 1, 1] });
});

test("steps that a new attempt trains again replace the old ones, and no step is doubled", () => {
  const curve = merge([1, [1, 2, 3, 4], [5, 4, 3, 2]], [2, [3, 4, 5], [3.5, 2.5, 1.5]]);
  expect(curve.steps).toEqual([1, 2, 3, 4, 5]);
  expect(curve.values).toEqual([5, 4, 3.5, 2.5, 1.5]);
  expect(curve.attempts).toEqual([1, 1, 2, 2, 2]);
});

test("a late batch of an old attempt does not overwrite the new attempt", () => {
  expect(merge([2, [3, 4], [1, 1]], [1, [2, 3], [9, 9]]).values).toEqual([9, 1, 1]);
});

test("a repeated batch changes nothing", () => {
  const once = merge([1, [1, 2, 3], [3, null, 1]]);
  expect(mergeColumn(once, { steps: [2, 3], values: [null, 1] }, 1)).toEqual(once);
});

test("whatever the order of batches, steps are sorted and each stands once", () => {
  const batch = fc.record({
    attempt: fc.integer({ min: 0, max: 3 }),
    steps: fc.uniqueArray(fc.nat(50), { maxLength: 12 }).map((steps) => steps.sort((a, b) => a - b)),
  });
  fc.assert(
    fc.property(fc.array(batch, { maxLength: 8 }), (batches) => {
      const curve = merge(
        ...batches.map(({ attempt, steps }) => [attempt, steps, steps.map(() => attempt)] as [number, number[], number[]]),
      );
      const best = new Map<number, number>();
      for (const { attempt, steps } of batches) for (const step of steps) best.set(step, Math.max(attempt, best.get(step) ?? 0));
      expect(curve.steps).toEqual([...best.keys()].sort((a, b) => a - b));
      expect(curve.values).toEqual(curve.steps.map((step) => best.get(step)));
    }),
  );
});

test("smoothing starts at the first value, keeps a constant and leaves gaps", () => {
  expect(smooth([4, 4, null, 4], 0.9)).toEqual([4, 4, null, 4].map((v) => (v === null ? null : expect.closeTo(v, 12))));
  expect(smooth([1, 2, 3], 0)).toEqual([1, 2, 3]);
  // (0.5 * 1 * 0.5 + 0.5 * 3) / (0.25 + 0.5)
  expect(smooth([1, 3], 0.5)[1]).toBeCloseTo(7 / 3, 12);
});

test("curves with different steps share one axis", () => {
  expect(
    align([
      { steps: [1, 2, 4], values: [3, 2, 1] },
      { steps: [2, 3], values: [9, 8] },
    ]),
  ).toEqual([
    [1, 2, 3, 4],
    [3, 2, null, 1],
    [null, 9, 8, null],
  ]);
});

test("the last value is the last finite one", () => {
  expect([lastValue([1, 2, null]), lastValue([null]), lastValue([])]).toEqual([2, null, null]);
});
