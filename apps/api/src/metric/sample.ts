/** @file Sample and Run.samples: what the model said of pinned validation pictures. */
import type { SampleModel } from "@capstan/prisma/models";
import { PictureRef } from "../dataset/picture-ref.ts";
import { RunRef } from "../run/run-ref.ts";
import { builder } from "../schema/builder.ts";
import { loadPicture, present } from "../schema/load-rows.ts";

const SAMPLES_MAX = 1_000;

const SampleRef = builder.objectRef<SampleModel>("Sample").implement({
  description: "What the model said of a validation picture after an epoch.",
  fields: (t) => ({
    epoch: t.exposeInt("epoch", { description: "From 0." }),
    step: t.field({ type: "SafeInt", description: "Optimiser steps done.", resolve: (sample) => sample.step }),
    picture: t.field({
      type: PictureRef,
      description: "What it looked at.",
      resolve: (sample, _args, ctx) => present(loadPicture(ctx, sample.pictureId)),
    }),
    text: t.exposeString("text", { description: "The caption." }),
    logProbability: t.exposeFloat("logProbability", { nullable: true, description: "Natural logarithm of the caption's probability." }),
  }),
});

builder.objectField(RunRef, "samples", (t) =>
  t.field({
    type: [SampleRef],
    description: "Captions of the same few validation pictures, by epoch and picture; the last thousand.",
    args: { epoch: t.arg.int({ description: "Only of this epoch." }) },
    resolve: async (run, { epoch }, ctx) => {
      const where = { teamId: run.teamId, runId: run.id, ...(epoch === null || epoch === undefined ? {} : { epoch }) };
      const rows = await ctx.db((tx) =>
        tx.sample.findMany({ where, orderBy: [{ epoch: "desc" }, { pictureId: "desc" }], take: SAMPLES_MAX }),
      );
      return rows.toReversed();
    },
  }),
);
