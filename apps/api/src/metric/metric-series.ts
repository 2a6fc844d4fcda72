/** @file MetricSeries and Run.metrics: curves as columns, thinned. */
import { readMetrics } from "@capstan/prisma/queries/read-metrics";
import { badUserInput } from "../errors.ts";
import { RunRef } from "../run/run-ref.ts";
import { builder } from "../schema/builder.ts";

export interface MetricSeries {
  readonly name: string;
  readonly steps: readonly number[];
  readonly values: readonly (number | null)[];
  readonly min?: readonly (number | null)[];
  readonly max?: readonly (number | null)[];
}

const NAMES_MAX = 50;
const POINTS_MAX = 5_000;

export const MetricSeriesRef = builder.objectRef<MetricSeries>("MetricSeries").implement({
  description: "A curve, as columns of one length by step. Thinned curves show each bucket of steps at its last step.",
  fields: (t) => ({
    name: t.exposeString("name", { description: "loss, learningRate, gradientNorm, validationLoss, cider, ..." }),
    steps: t.field({ type: ["SafeInt"], description: "Optimiser steps, rising.", resolve: (series) => [...series.steps] }),
    values: t.field({
      type: ["Float"],
      nullable: { list: false, items: true },
      description: "The value, or a bucket's mean; null: not finite.",
      resolve: (series) => [...series.values],
    }),
    min: t.field({
      type: ["Float"],
      nullable: { list: true, items: true },
      description: "Least value of each bucket; null in subscriptions.",
      resolve: (series) => (series.min ? [...series.min] : null),
    }),
    max: t.field({
      type: ["Float"],
      nullable: { list: true, items: true },
      description: "Greatest value of each bucket; null in subscriptions.",
      resolve: (series) => (series.max ? [...series.max] : null),
    }),
  }),
});

/** @throws BAD_USER_INPUT */
export function checkNames(names: readonly string[] | null | undefined): string[] | null {
  if (!names) return null;
  if (names.length > NAMES_MAX) throw badUserInput(`At most ${NAMES_MAX} names, not ${names.length}.`);
  return [...new Set(names)].filter((name) => !name.includes("\0")).toSorted();
}

builder.objectField(RunRef, "metrics", (t) =>
  t.field({
    type: [MetricSeriesRef],
    description: "Its curves, by name.",
    args: {
      names: t.arg.stringList({ description: "Left out: every curve." }),
      fromStep: t.arg({ type: "SafeInt", description: "Steps from here on." }),
      toStep: t.arg({ type: "SafeInt", description: "Steps up to here." }),
      maxPoints: t.arg.int({ defaultValue: 500, description: "Of each curve, 1 to 5,000: about as many as the chart has pixels." }),
    },
    resolve: async (run, args, ctx) => {
      const maxPoints = args.maxPoints ?? 500;
      if (maxPoints < 1 || maxPoints > POINTS_MAX) throw badUserInput(`\`maxPoints\` is between 1 and ${POINTS_MAX}, not ${maxPoints}.`);
      const request = {
        teamId: run.teamId,
        runId: run.id,
        names: checkNames(args.names),
        fromStep: args.fromStep ?? null,
        toStep: args.toStep ?? null,
        maxPoints,
      };
      return ctx.sql((tx) => readMetrics(tx, request));
    },
  }),
);
