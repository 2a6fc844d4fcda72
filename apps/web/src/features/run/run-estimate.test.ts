import { expect, test } from "vitest";
import { estimateOf } from "./run-estimate.ts";

const counts = { train: 480, pictures: 600, captions: 3000 };

test("an epoch takes as many steps as there are batches, the last one may be smaller", () => {
  const values = {
    "optimizer.batchSize": 16,
    "optimizer.accumulate": 1,
    "schedule.epochs": 12,
    "schedule.limit": -1,
    "text.captionsPerPicture": 5,
  };
  expect(estimateOf(values, counts)).toEqual({ pictures: 480, stepsPerEpoch: 30, steps: 360 });
  expect(estimateOf({ ...values, "optimizer.batchSize": 17 }, counts).stepsPerEpoch).toBe(29);
});

test("a limit and accumulation make it shorter, captions one by one make it longer", () => {
  const values = { "optimizer.batchSize": 10, "schedule.epochs": 2, "schedule.limit": 100, "text.captionsPerPicture": 5 };
  expect(estimateOf(values, counts)).toEqual({ pictures: 100, stepsPerEpoch: 10, steps: 20 });
  expect(estimateOf({ ...values, "optimizer.accumulate": 5 }, counts).steps).toBe(4);
  expect(estimateOf({ ...values, "text.captionsPerPicture": 1 }, counts).steps).toBe(100);
});
