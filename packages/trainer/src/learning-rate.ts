/** @file The learning rate of a step, as a share of the configured peak. */
import type { TrainingConfig } from "@capstan/training-config/config";

export interface SchedulePosition {
  /** Updates, from 1. */
  readonly step: number;
  readonly totalSteps: number;
  /** From 0. */
  readonly epoch: number;
  /** How often validation stalled so far, for `plateau`. */
  readonly plateauDrops: number;
}

/** What is left at the end of a cosine. */
const COSINE_FLOOR = 0.01;

/** Warm-up is a tenth of the run at most, so that a short run still learns. */
export const warmupSteps = (schedule: TrainingConfig["schedule"], totalSteps: number): number =>
  Math.min(schedule.warmupSteps, Math.floor(totalSteps / 10));

/**
 * In (0, 1]: warm-up times
 *   cosine: 0.01 + 0.99 * (1 + cos(pi * progress after warm-up)) / 2
 *   step: 0.1 ^ floor(epoch / dropEvery), as CATR: the drop takes effect after that many whole epochs
 *   plateau: 0.5 ^ drops
 */
export function learningRateFactor(schedule: TrainingConfig["schedule"], position: SchedulePosition): number {
  const { step, totalSteps, epoch, plateauDrops } = position;
  const warmup = warmupSteps(schedule, totalSteps);
  if (step < warmup) return step / warmup;
  switch (schedule.kind) {
    case "constant":
      return 1;
    case "step":
      return 0.1 ** Math.floor(epoch / schedule.dropEvery);
    case "plateau":
      return 0.5 ** plateauDrops;
    case "cosine": {
      const progress = Math.min(1, (step - warmup) / Math.max(1, totalSteps - warmup));
      return COSINE_FLOOR + (1 - COSINE_FLOOR) * 0.5 * (1 + Math.cos(Math.PI * progress));
    }
  }
}
