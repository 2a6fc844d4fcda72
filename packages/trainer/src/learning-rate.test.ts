import { resolveConfig } from "@capstan/training-config/config";
import { expect, test } from "vitest";
import { learningRateFactor, type SchedulePosition } from "./learning-rate.ts";

const at = (overrides: Readonly<Record<string, unknown>>, position: Partial<SchedulePosition>): number =>
  learningRateFactor(resolveConfig("capstan", overrides).schedule, { step: 1, totalSteps: 1000, epoch: 0, plateauDrops: 0, ...position });

test("warm-up rises evenly from the first step, and takes a tenth of the run at most", () => {
  const constant = { "schedule.kind": "constant", "schedule.warmupSteps": 50 };
  expect([1, 25, 50, 51].map((step) => at(constant, { step }))).toEqual([0.02, 0.5, 1, 1]);
  expect(at({ ...constant, "schedule.warmupSteps": 900 }, { step: 50 })).toBe(0.5);
});

test("cosine begins at the peak, is half way down in the middle and ends at a hundredth", () => {
  const cosine = { "schedule.kind": "cosine", "schedule.warmupSteps": 100 };
  expect(at(cosine, { step: 100 })).toBeCloseTo(1, 10);
  expect(at(cosine, { step: 550 })).toBeCloseTo(0.505, 10);
  expect(at(cosine, { step: 1000 })).toBeCloseTo(0.01, 10);
});

test("CATR's steps: a tenth after each twenty epochs, no warm-up", () => {
  const { schedule } = resolveConfig("catr");
  const factor = (epoch: number): number => learningRateFactor(schedule, { step: epoch * 10 + 1, totalSteps: 300, epoch, plateauDrops: 0 });
  expect([factor(0), factor(19), factor(20), factor(29)]).toEqual([1, 1, 0.1, 0.1]);
});

test("each stall halves the rate of plateau", () => {
  expect([0, 1, 3].map((plateauDrops) => at({ "schedule.kind": "plateau", "schedule.warmupSteps": 0 }, { plateauDrops }))).toEqual([
    1, 0.5, 0.125,
  ]);
});
