/**
 * @file What a training says while it goes on: plain data, so that it crosses a process boundary as JSON.
 *
 * A number that is not finite crosses as null.
 */
import type { EngineSummary } from "@capstan/engine/engine-summary";
import type { CheckpointKind } from "@capstan/run/checkpoint-kind";
import type { EndReason, RunRequest } from "@capstan/run/status";

export type { EngineSummary };

/** By metric name; null: not finite. */
export type Scores = Readonly<Record<string, number | null>>;
/** Of those scores that have one: where 95 % of resampled sets of pictures score. */
export type ScoreIntervals = Readonly<Record<string, { readonly low: number; readonly high: number }>>;

/** Sent once, before the first step. */
export interface StartedEvent {
  readonly type: "started";
  /** Steps done by earlier attempts; 0 for a fresh run. */
  readonly step: number;
  readonly totalSteps: number;
  readonly totalEpochs: number;
  readonly stepsPerEpoch: number;
  readonly parameters: number;
  readonly engine: EngineSummary;
}
/** After each optimiser update. Steps count from 1 over the whole run. */
export interface StepEvent {
  readonly type: "step";
  readonly step: number;
  readonly epoch: number;
  /**
   * By metric name: loss, learningRate, gradientNorm, samplesPerSecond, dataWaitMs. In self-critical epochs also reward, the
   * CIDEr-D of the drawn captions; loss is then nats per drawn token.
   */
  readonly values: Readonly<Record<string, number | null>>;
}
export interface LogEvent {
  readonly type: "log";
  readonly level: "info" | "warning" | "error";
  readonly message: string;
}
/** After an epoch and its validation. Epochs count from 0, as in CATR's log lines. */
export interface EpochEvent {
  readonly type: "epoch";
  readonly epoch: number;
  readonly step: number;
  readonly trainLoss: number | null;
  readonly validationLoss: number | null;
  /** By metric name: bleu1..bleu4, rougeL, cider, distinctCaptions, exactMatch. */
  readonly scores: Scores;
  readonly intervals: ScoreIntervals;
  readonly learningRate: number;
  readonly seconds: number;
}
/** A caption of a pinned validation picture. */
export interface SampleEvent {
  readonly type: "sample";
  readonly epoch: number;
  readonly step: number;
  readonly pictureId: string;
  readonly text: string;
  readonly logProbability: number | null;
}
/** A complete checkpoint folder lies at `folder`; it may be uploaded. */
export interface CheckpointEvent {
  readonly type: "checkpoint";
  readonly folder: string;
  readonly kinds: readonly CheckpointKind[];
  readonly step: number;
  /** That it was written in, from 0. */
  readonly epoch: number;
  readonly validationLoss: number | null;
  readonly scores: Scores;
  readonly intervals: ScoreIntervals;
}
/** The last event of a training that ended as it should. `requested` names what made it stop early. */
export interface FinishedEvent {
  readonly type: "finished";
  readonly endReason: EndReason | null;
  readonly requested: RunRequest | null;
  readonly step: number;
}
/** The last event of a training that cannot go on. */
export interface FailedEvent {
  readonly type: "failed";
  /** Whose fault: the configuration or data (`yours`), this machine (`machine`), or the trainer (`ours`). */
  readonly blame: "yours" | "machine" | "ours";
  readonly code: string;
  readonly message: string;
  /** What to do next. */
  readonly advice: string;
}
export type TrainerEvent = StartedEvent | StepEvent | LogEvent | EpochEvent | SampleEvent | CheckpointEvent | FinishedEvent | FailedEvent;
