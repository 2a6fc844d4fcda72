/** @file Evaluation: how well a checkpoint captions a split; and a checkpoint's list of them. */
import type { EvaluationStatus } from "@capstan/prisma/enums";
import { READ, requireIn } from "../access.ts";
import { CheckpointRef } from "../checkpoint/checkpoint-ref.ts";
import type { Context } from "../context.ts";
import { DatasetVersionRef } from "../dataset/dataset-version-ref.ts";
import { SplitEnum } from "../dataset/picture.ts";
import { parseScores, ScoreRef } from "../metric/score.ts";
import { batchLoad } from "../schema/batch-load.ts";
import { builder } from "../schema/builder.ts";
import { loadCheckpoint, loadDatasetVersion, present } from "../schema/load-rows.ts";
import { loadNode, NodeInterface, registerNode } from "../schema/node.ts";
import { EvaluationRef, type EvaluationRow } from "./evaluation-ref.ts";

const DOWNLOAD_SECONDS = 300;
/** Of a checkpoint; who makes more reads the older ones by id. */
const LISTED_MAX = 50;

const EvaluationStatusEnum = builder.enumType("EvaluationStatus", {
  description: "How far an evaluation is.",
  values: {
    QUEUED: { description: "Waits for the ones before it." },
    RUNNING: { description: "Captions pictures; see done and total." },
    SUCCEEDED: { description: "Has scores." },
    FAILED: { description: "See failure." },
    CANCELLED: { description: "Somebody dropped it." },
  } satisfies Record<EvaluationStatus, { description: string }>,
});

const beamWidthOf = ({ decoding }: EvaluationRow): number => {
  const { strategy, beamWidth } = decoding as { strategy: string; beamWidth: number };
  return strategy === "BEAM" ? beamWidth : 1;
};

EvaluationRef.implement({
  description: "A checkpoint's captions of a split of a dataset, and their scores.",
  interfaces: [NodeInterface],
  fields: (t) => ({
    checkpoint: t.field({
      type: CheckpointRef,
      description: "Whose captions.",
      resolve: (row, _args, ctx) => present(loadCheckpoint(ctx, row.checkpointId)),
    }),
    datasetVersion: t.field({
      type: DatasetVersionRef,
      description: "Whose pictures.",
      resolve: (row, _args, ctx) => present(loadDatasetVersion(ctx, row.versionId)),
    }),
    split: t.field({ type: SplitEnum, description: "Which of them.", resolve: (row) => row.split }),
    beamWidth: t.int({ description: "Captions kept alive while searching; 1: greedily.", resolve: beamWidthOf }),
    status: t.field({ type: EvaluationStatusEnum, description: "How far it is.", resolve: (row) => row.status }),
    done: t.exposeInt("done", { description: "Pictures captioned or skipped so far." }),
    total: t.exposeInt("total", { description: "Pictures to caption; 0 while it is not known." }),
    skipped: t.exposeInt("skipped", { description: "Pictures that could not be read, once it has SUCCEEDED." }),
    scores: t.field({
      type: [ScoreRef],
      description: "BLEU, ROUGE-L and CIDEr-D with their 95 % intervals; empty until it has SUCCEEDED.",
      resolve: (row) => parseScores(row.scores, row.scoreIntervals),
    }),
    failure: t.exposeString("failure", { nullable: true, description: "Why it FAILED and what to do, for people." }),
    createdAt: t.field({ type: "DateTime", description: "When it was asked for.", resolve: (row) => row.createdAt }),
    finishedAt: t.field({ type: "DateTime", nullable: true, description: "When it was over.", resolve: (row) => row.finishedAt }),
    resultsUrl: t.string({
      nullable: true,
      description:
        "JSON lines: each picture with its caption, references and scores. Signed, for a GET within five minutes; null until it has SUCCEEDED, and again when its checkpoint’s bytes are gone.",
      resolve: ({ id, resultsKey }, _args, ctx) =>
        resultsKey === null ? null : ctx.store.signedGetUrl(resultsKey, { expiresSeconds: DOWNLOAD_SECONDS, fileName: `${id}.jsonl` }),
    }),
  }),
});

registerNode("evaluation", "Evaluation", (tx, id) => tx.evaluation.findUnique({ where: { id } }));

/** The caller's evaluation. @throws NOT_FOUND, the same for missing and foreign. */
export const loadEvaluation = (ctx: Context, id: string): Promise<EvaluationRow> =>
  loadNode(ctx, "evaluation", (tx) => tx.evaluation.findUnique({ where: { id } }), id);

builder.queryField("evaluation", (t) =>
  t.field({
    type: EvaluationRef,
    description: "An evaluation.",
    args: { id: t.arg.id({ required: true, description: "`eval_...`" }) },
    resolve: async (_root, { id }, ctx) => {
      const row = await loadEvaluation(ctx, id);
      requireIn(ctx.caller, row.teamId, READ);
      return row;
    },
  }),
);

const loadEvaluationsOf = batchLoad<EvaluationRow[]>(async (ctx, checkpointIds) => {
  // Ids grow with time: the newest first.
  const where = { checkpointId: { in: [...checkpointIds] } };
  const rows = await ctx.db((tx) => tx.evaluation.findMany({ where, orderBy: { id: "desc" }, take: LISTED_MAX * checkpointIds.length }));
  return Map.groupBy(rows, ({ checkpointId }) => checkpointId);
});

builder.objectField(CheckpointRef, "evaluations", (t) =>
  t.field({
    type: [EvaluationRef],
    description: "How well it captions, newest first; at most 50.",
    resolve: async (row, _args, ctx) => ((await loadEvaluationsOf(ctx, row.id)) ?? []).slice(0, LISTED_MAX),
  }),
);
