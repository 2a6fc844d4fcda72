/** @file Where a run stands: everything besides weights and moments that decides how it goes on. */
import { AppError } from "@capstan/run/error-code";

export interface TrainingState {
  readonly format: 1;
  /** Updates done. */
  step: number;
  /** The epoch under way, from 0. */
  epoch: number;
  /** Updates done within it. */
  stepInEpoch: number;
  /** Of the epoch under way, for its mean. */
  lossSum: number;
  /** Smaller is better; null before the first validation. */
  bestScore: number | null;
  epochsWithoutBetter: number;
  /** For the `plateau` schedule. */
  plateauDrops: number;
  plateauBest: number | null;
  plateauStalled: number;
  /** Whether the backbone's weights were trained before this run. */
  readonly backbonePretrained: boolean;
  /** The vocabulary's size and the data's hash: resuming on other data would not be the same run. */
  readonly dataset: string;
}

export const freshState = (backbonePretrained: boolean, dataset: string): TrainingState => ({
  format: 1,
  step: 0,
  epoch: 0,
  stepInEpoch: 0,
  lossSum: 0,
  bestScore: null,
  epochsWithoutBetter: 0,
  plateauDrops: 0,
  plateauBest: null,
  plateauStalled: 0,
  backbonePretrained,
  dataset,
});

const COUNTS = ["step", "epoch", "stepInEpoch", "epochsWithoutBetter", "plateauDrops", "plateauStalled"] as const;

/** Reads state.json. @throws {AppError} CHECKPOINT_DAMAGED when it is not one of this version. */
export function parseState(text: string): TrainingState {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new AppError("CHECKPOINT_DAMAGED", "The checkpoint's state.json is not JSON. Resume from another checkpoint.", { cause });
  }
  const state = value as TrainingState;
  const sound =
    typeof value === "object" &&
    value !== null &&
    state.format === 1 &&
    COUNTS.every((name) => Number.isSafeInteger(state[name]) && state[name] >= 0) &&
    typeof state.lossSum === "number" &&
    typeof state.dataset === "string" &&
    typeof state.backbonePretrained === "boolean";
  if (!sound) throw new AppError("CHECKPOINT_DAMAGED", "The checkpoint's state.json is not of this version. Resume from another checkpoint.");
  return state;
}
