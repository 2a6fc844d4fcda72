/** @file Where a run stands: everything besides weights and moments that decides how it goes on. */
import { AppError } from "@capstan/run/error-code";
import type { EpochRecord } from "./training-history.ts";

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
  /** Pieces that each batch is cut into, since memory ran out; 1: whole. */
  split: number;
  /** Updates done when the frozen backbone began to train; null: not yet, or never frozen. */
  unfrozenAtStep: number | null;
  /** The first self-critical epoch, and the updates done before it; null until it begins. */
  selfCriticalFrom: { readonly epoch: number; readonly step: number } | null;
  /** What each epoch came to. */
  readonly history: EpochRecord[];
  /** Whether the backbone's weights were trained before this run. */
  readonly backbonePretrained: boolean;
  /** The vocabulary's size and the data's hash: resuming on other data would not be the same run. */
  readonly dataset: string;
}

const BEGINNING = {
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
  split: 1,
  unfrozenAtStep: null,
  selfCriticalFrom: null,
} as const;

export const freshState = (backbonePretrained: boolean, dataset: string): TrainingState => ({
  ...BEGINNING,
  history: [],
  backbonePretrained,
  dataset,
});

const COUNTS = ["step", "epoch", "stepInEpoch", "epochsWithoutBetter", "plateauDrops", "plateauStalled", "split"] as const;

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

/** Reads state.json. @throws {AppError} CHECKPOINT_DAMAGED when it is not one of this version. */
export function parseState(text: string): TrainingState {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new AppError("CHECKPOINT_DAMAGED", "The checkpoint's state.json is not JSON. Resume from another checkpoint.", { cause });
  }
  const isObject = typeof value === "object" && value !== null;
  const state = { ...BEGINNING, history: [], ...(isObject ? (value as object) : {}) } as unknown as TrainingState;
  const sound =
    isObject &&
    (value as { format?: unknown }).format === 1 &&
    COUNTS.every((name) => isCount(state[name])) &&
    state.split >= 1 &&
    (state.unfrozenAtStep === null || isCount(state.unfrozenAtStep)) &&
    (state.selfCriticalFrom === null || (isCount(state.selfCriticalFrom.epoch) && isCount(state.selfCriticalFrom.step))) &&
    Array.isArray(state.history) &&
    typeof state.lossSum === "number" &&
    typeof state.dataset === "string" &&
    typeof state.backbonePretrained === "boolean";
  if (!sound)
    throw new AppError("CHECKPOINT_DAMAGED", "The checkpoint's state.json is not of this version. Resume from another checkpoint.");
  return state;
}
