/** @file Whether an epoch was better than those before; counts for early stopping and the plateau. */
import type { TrainingConfig } from "@capstan/training-config/config";
import type { TrainingState } from "./training-state.ts";
import type { Validation } from "./validation.ts";

/** Writes its counts into `state`. @param validation null without validation pictures: the training loss decides. */
export function judgeEpoch(
  schedule: TrainingConfig["schedule"],
  state: TrainingState,
  validation: Validation | null,
  trainLoss: number,
): boolean {
  const score = !validation ? trainLoss : schedule.monitor === "cider" ? -validation.scores["cider"]! : validation.loss;
  const better = Number.isFinite(score) && (state.bestScore === null || score < state.bestScore);
  if (better) state.bestScore = score;
  state.epochsWithoutBetter = better ? 0 : state.epochsWithoutBetter + 1;
  const loss = validation?.loss ?? trainLoss;
  if (state.plateauBest === null || loss < state.plateauBest) {
    state.plateauBest = loss;
    state.plateauStalled = 0;
  } else if (++state.plateauStalled > schedule.plateauPatience) {
    state.plateauDrops++;
    state.plateauStalled = 0;
  }
  return better;
}
