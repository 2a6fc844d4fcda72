/** @file What a report may carry, and the way from there to rows: checked, cut and laid out in columns. */
import type { EpochSummaryRow } from "@capstan/prisma/queries/insert-epochs";
import type { PointColumns } from "@capstan/prisma/queries/insert-metric-points";
import { AppError } from "@capstan/run/error-code";
import { METRIC_NAME_PATTERN } from "@capstan/run/metric-name";
import { REPORT_POINTS_MAX } from "@capstan/run/protocol";
import { intervalsByName, scoresByName, ScoreInput } from "../metric/score.ts";
import { EngineInput } from "../runner/run-engine.ts";
import { builder } from "../schema/builder.ts";
import { LogLevelEnum } from "./log-line.ts";

export const RunStartedInput = builder.inputType("RunStartedInput", {
  description: "Sent once in a lease, before its first step.",
  fields: (t) => ({
    totalSteps: t.field({ type: "SafeInt", required: true, description: "Of the whole run." }),
    totalEpochs: t.int({ required: true, description: "Of the whole run." }),
    step: t.field({ type: "SafeInt", required: true, description: "Steps done by earlier attempts." }),
    engine: t.field({ type: EngineInput, required: true, description: "What computes." }),
  }),
});
export const ProgressInput = builder.inputType("ProgressInput", {
  description: "How far the training is.",
  fields: (t) => ({
    step: t.field({ type: "SafeInt", required: true, description: "Optimiser steps done." }),
    epoch: t.int({ required: true, description: "Epochs done." }),
    samplesPerSecond: t.float({ description: "Pictures trained a second." }),
    etaSeconds: t.float({ description: "Seconds until the run is done, estimated." }),
  }),
});
export const MetricColumnInput = builder.inputType("MetricColumnInput", {
  description: "New points of one curve, as columns of one length.",
  fields: (t) => ({
    name: t.string({ required: true, description: "At most 40 letters and digits, a small letter first: loss, learningRate, ..." }),
    steps: t.field({ type: ["SafeInt"], required: true, description: "The step of each value." }),
    values: t.field({ type: ["Float"], required: { list: true, items: false }, description: "null: not finite." }),
  }),
});
export const LogLineInput = builder.inputType("LogLineInput", {
  description: "A line of the trainer's log.",
  fields: (t) => ({
    at: t.field({ type: "DateTime", required: true, description: "By the runner's clock; a label." }),
    level: t.field({ type: LogLevelEnum, required: true, description: "How grave it is." }),
    message: t.string({ required: true, description: "Cut after 8,000 characters." }),
  }),
});
export const EpochSummaryInput = builder.inputType("EpochSummaryInput", {
  description: "An epoch and its validation.",
  fields: (t) => ({
    epoch: t.int({ required: true, description: "From 0." }),
    step: t.field({ type: "SafeInt", required: true, description: "Steps done at its end." }),
    trainLoss: t.float({ description: "Mean over the epoch, in nats per token." }),
    validationLoss: t.float({ description: "In nats per token; null without a validation split." }),
    scores: t.field({ type: [ScoreInput], required: true, description: "Scores of the validation captions." }),
    learningRate: t.float({ description: "At its end." }),
    seconds: t.float({ required: true, description: "How long it took, with validation." }),
  }),
});
export const SampleInput = builder.inputType("SampleInput", {
  description: "What the model says of a validation picture.",
  fields: (t) => ({
    epoch: t.int({ required: true, description: "From 0." }),
    step: t.field({ type: "SafeInt", required: true, description: "Steps done." }),
    pictureId: t.id({ required: true, description: "`pic_...` of the run's dataset version; others are left out." }),
    text: t.string({ required: true, description: "The caption." }),
    logProbability: t.float({ description: "Natural logarithm." }),
  }),
});

interface MetricColumn {
  readonly name: string;
  readonly steps: readonly number[];
  readonly values: readonly (number | null | undefined)[];
}
interface EpochInput extends Omit<EpochSummaryRow, "scores" | "intervals" | "trainLoss" | "validationLoss" | "learningRate"> {
  readonly trainLoss?: number | null;
  readonly validationLoss?: number | null;
  readonly learningRate?: number | null;
  readonly scores: readonly {
    readonly name: string;
    readonly value?: number | null;
    readonly low?: number | null;
    readonly high?: number | null;
  }[];
}

const LOG_LENGTH_MAX = 8_000;
/** A step's values stay together, so a report may pass the agreed number of points by some. */
const POINTS_MAX = 2 * REPORT_POINTS_MAX;

const refuse = (message: string, field: string): never => {
  throw new AppError("INVALID_INPUT", message, { path: [field] });
};

/** PostgreSQL has no NUL in text. */
export const storable = (text: string): string => text.slice(0, LOG_LENGTH_MAX).replaceAll("\0", "");

/**
 * The points of all columns in three flat ones, with the curves that epoch summaries are points of.
 * @throws {AppError} INVALID_INPUT for names that could be no metric's, columns of two lengths, negative steps, or too many points.
 */
export function pointColumns(metrics: readonly MetricColumn[], epochs: readonly EpochSummaryRow[]): PointColumns {
  const [names, steps, values]: [string[], number[], (number | null)[]] = [[], [], []];
  const add = (name: string, step: number, value: number | null): void => {
    names.push(name);
    steps.push(step);
    values.push(value);
  };
  for (const column of metrics) {
    if (!METRIC_NAME_PATTERN.test(column.name))
      refuse(`“${column.name.slice(0, 40)}” is not a metric's name: at most 40 letters and digits, a small letter first.`, "metrics");
    if (column.steps.length !== column.values.length)
      refuse(`${column.name} has ${column.steps.length} steps and ${column.values.length} values.`, "metrics");
    for (const [index, step] of column.steps.entries()) {
      if (step < 0) refuse(`${column.name} has a value at step ${step}; steps are not negative.`, "metrics");
      add(column.name, step, column.values[index] ?? null);
    }
  }
  for (const epoch of epochs) {
    if (epoch.validationLoss !== null) add("validationLoss", epoch.step, epoch.validationLoss);
    for (const [name, value] of Object.entries(epoch.scores)) add(name, epoch.step, value);
  }
  if (names.length > POINTS_MAX)
    refuse(`A report has at most ${REPORT_POINTS_MAX} points, this one ${names.length}. Send it in parts.`, "metrics");
  return { names, steps, values };
}

/** @throws {AppError} INVALID_INPUT */
export const epochRows = (epochs: readonly EpochInput[]): EpochSummaryRow[] =>
  epochs.map((epoch) => ({
    epoch: epoch.epoch,
    step: epoch.step,
    trainLoss: epoch.trainLoss ?? null,
    validationLoss: epoch.validationLoss ?? null,
    scores: scoresByName(epoch.scores, ["epochs"]),
    intervals: intervalsByName(epoch.scores),
    learningRate: epoch.learningRate ?? null,
    seconds: epoch.seconds,
  }));
