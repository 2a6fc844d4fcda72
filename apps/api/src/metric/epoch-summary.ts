/** @file EpochSummary and Run.history: what each epoch came to. */
import type { EpochSummaryModel } from "@capstan/prisma/models";
import { RunRef } from "../run/run-ref.ts";
import { builder } from "../schema/builder.ts";
import { parseScores, ScoreRef } from "./score.ts";

const EpochSummaryRef = builder.objectRef<EpochSummaryModel>("EpochSummary").implement({
  description: "An epoch and its validation.",
  fields: (t) => ({
    epoch: t.exposeInt("epoch", { description: "From 0." }),
    step: t.field({ type: "SafeInt", description: "Optimiser steps done at its end.", resolve: (summary) => summary.step }),
    trainLoss: t.exposeFloat("trainLoss", { nullable: true, description: "Mean over the epoch, in nats per token; null: not finite." }),
    validationLoss: t.exposeFloat("validationLoss", { nullable: true, description: "In nats per token; null without a validation split." }),
    scores: t.field({
      type: [ScoreRef],
      description: "Scores of the validation captions.",
      resolve: (summary) => parseScores(summary.scores, summary.scoreIntervals),
    }),
    learningRate: t.exposeFloat("learningRate", { nullable: true, description: "At its end." }),
    seconds: t.exposeFloat("seconds", { description: "How long it took, with validation." }),
  }),
});

builder.objectField(RunRef, "history", (t) =>
  t.field({
    type: [EpochSummaryRef],
    description: "Its epochs, the first one first.",
    resolve: (run, _args, ctx) =>
      ctx.db((tx) => tx.epochSummary.findMany({ where: { teamId: run.teamId, runId: run.id }, orderBy: { epoch: "asc" } })),
  }),
);
