import { expect, test } from "vitest";
import type { Validation } from "./validation.ts";
import { collapseWarning, ExplosionWatch } from "./watch-training.ts";

const validation = (distinctCaptions: number, change: Partial<Validation> = {}): Validation => ({
  loss: 1,
  scores: { distinctCaptions },
  intervals: {},
  samples: [],
  pictures: 100,
  distinctReferences: 0.9,
  ...change,
});

test("one caption for nearly every picture is warned about, but not in the first epochs, nor when the references are alike", () => {
  expect(collapseWarning(validation(0.03), 5)).toContain("only 3 % of the captions differ (references: 90 %)");
  expect(collapseWarning(validation(0.03), 1)).toBeNull();
  expect(collapseWarning(validation(0.5), 5)).toBeNull();
  expect(collapseWarning(validation(0.03, { distinctReferences: 0.05 }), 5)).toBeNull();
  expect(collapseWarning(validation(0.03, { pictures: 5 }), 5)).toBeNull();
});

test("a loss far above guessing ends the run after fifty steps in a row, and not before", () => {
  const watch = new ExplosionWatch(100);
  for (let step = 1; step <= 49; step++) watch.see(step, 20, []);
  watch.see(50, 4, []);
  for (let step = 51; step <= 99; step++) watch.see(step, 20, []);
  expect(() => watch.see(100, 20, ["a.jpg"])).toThrow(
    expect.objectContaining({ code: "DIVERGED", blame: "yours", message: expect.stringMatching(/step 100.*a\.jpg/) }),
  );
});
