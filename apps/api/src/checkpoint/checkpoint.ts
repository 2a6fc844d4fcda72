/** @file Checkpoint: weights that a run wrote, with all that exact resume needs. */
import type { CheckpointKind } from "@capstan/run/checkpoint-kind";
import { READ, requireIn } from "../access.ts";
import type { Context } from "../context.ts";
import { badUserInput } from "../errors.ts";
import { parseScores, ScoreRef } from "../metric/score.ts";
import { RunRef } from "../run/run-ref.ts";
import { builder } from "../schema/builder.ts";
import { batchLoad } from "../schema/batch-load.ts";
import { defineConnection, readPage, toConnection } from "../schema/define-connection.ts";
import { loadRun } from "../schema/load-rows.ts";
import { loadNode, NodeInterface, registerNode } from "../schema/node.ts";
import { TeamRef } from "../team/team-ref.ts";
import { checkpointFiles, type CheckpointFile } from "./checkpoint-files.ts";
import { CheckpointRef, type CheckpointRow } from "./checkpoint-ref.ts";

export const CheckpointKindEnum = builder.enumType("CheckpointKind", {
  description: "Why a checkpoint exists; one may have several kinds.",
  values: {
    LATEST: { description: "The newest of its run." },
    BEST: { description: "The best of its run, by the configuration's schedule.monitor." },
    PERIODIC: { description: "Kept every so many epochs." },
    FINAL: { description: "Written when its run ended." },
    IMPORTED: { description: "Brought from elsewhere." },
  } satisfies { [K in CheckpointKind]: { description: string } },
});

const CheckpointFileRef = builder.objectRef<CheckpointFile>("CheckpointFile").implement({
  description: "A file of a checkpoint.",
  fields: (t) => ({
    name: t.exposeString("name", { description: "manifest.json, weights.safetensors, ..." }),
    sizeBytes: t.field({ type: "SafeInt", description: "Bytes.", resolve: (file) => file.sizeBytes }),
    sha256: t.exposeString("sha256", { description: "Lower-case hexadecimal." }),
  }),
});

const DOWNLOAD_SECONDS = 300;
const WEIGHTS = "weights.safetensors";

const aliasesOf = batchLoad<string[]>(async (ctx, ids) => {
  const rows = await ctx.db((tx) => tx.alias.findMany({ where: { checkpointId: { in: [...ids] } }, orderBy: { name: "asc" } }));
  return new Map(ids.map((id) => [id, rows.filter((row) => row.checkpointId === id).map((row) => row.name)]));
});

/** The name of an uploaded file, by the upload's id. */
const fileNameOf = batchLoad<string>(async (ctx, ids) => {
  const rows = await ctx.db((tx) => tx.upload.findMany({ where: { id: { in: [...ids] } }, select: { id: true, fileName: true } }));
  return new Map(rows.map(({ id, fileName }) => [id, fileName]));
});

/** What people call it, for example “Run #12, step 300”. */
export async function checkpointName(ctx: Context, row: CheckpointRow): Promise<string> {
  const run = row.runId ? await loadRun(ctx, row.runId) : null;
  if (run) return `Run #${run.number}, step ${row.step}`;
  const fileName = await fileNameOf(ctx, row.requestId);
  return fileName ? `Imported ${fileName}` : `Imported, step ${row.step}`;
}

const fileNamePart = (text: string): string =>
  text
    .replaceAll(/[^A-Za-z0-9.]+/g, "-")
    .replaceAll(/^-|-$/g, "")
    .toLowerCase();

CheckpointRef.implement({
  description: "Weights that a run wrote, with all that exact resume needs.",
  interfaces: [NodeInterface],
  fields: (t) => ({
    run: t.field({
      type: RunRef,
      nullable: true,
      description: "Who wrote it; null: it was imported.",
      resolve: (row, _args, ctx) => (row.runId ? loadRun(ctx, row.runId) : null),
    }),
    kinds: t.field({ type: [CheckpointKindEnum], description: "Why it exists.", resolve: (row) => row.kinds }),
    step: t.field({ type: "SafeInt", description: "Optimiser steps done.", resolve: (row) => row.step }),
    epoch: t.exposeInt("epoch", { description: "The epoch that it was written in, from 0." }),
    validationLoss: t.exposeFloat("validationLoss", { nullable: true, description: "In nats per token; null: not measured at this step." }),
    scores: t.field({
      type: [ScoreRef],
      description: "Scores of the validation captions at this step.",
      resolve: (row) => parseScores(row.scores, row.scoreIntervals),
    }),
    sizeBytes: t.field({ type: "SafeInt", description: "Bytes of all of its files.", resolve: (row) => row.sizeBytes }),
    createdAt: t.field({ type: "DateTime", description: "When it was committed.", resolve: (row) => row.committedAt ?? row.createdAt }),
    aliases: t.stringList({
      description: "Names that point to it.",
      resolve: async (row, _args, ctx) => (await aliasesOf(ctx, row.id)) ?? [],
    }),
    damaged: t.boolean({
      description: "Its stored bytes are no longer what was committed: nothing goes on from it.",
      resolve: (row) => row.damagedAt !== null,
    }),
    pinned: t.exposeBoolean("pinned", { description: "Somebody wants to keep it." }),
    name: t.string({ description: "For people, for example “Run #12, step 300”.", resolve: (row, _args, ctx) => checkpointName(ctx, row) }),
    downloadUrl: t.string({
      description: "Signed, for a GET within five minutes; browsers save it as a file.",
      args: { file: t.arg.string({ description: "A name out of `files`. Left out: the weights." }) },
      resolve: async (row, args, ctx) => {
        const files = checkpointFiles(row);
        const file = files.find(({ name }) => name === (args.file ?? WEIGHTS)) ?? (args.file ? undefined : files[0]);
        if (!file) throw badUserInput(`This checkpoint has no file “${args.file}”; it has ${files.map(({ name }) => name).join(", ")}.`);
        return ctx.store.signedGetUrl(file.key, {
          expiresSeconds: DOWNLOAD_SECONDS,
          fileName: `${fileNamePart(await checkpointName(ctx, row))}-${file.name}`,
        });
      },
    }),
    files: t.field({ type: [CheckpointFileRef], description: "Its files.", resolve: (row) => checkpointFiles(row) }),
  }),
});

/** Only what can be used: uploads that go on and what was deleted are not there. */
registerNode("checkpoint", "Checkpoint", (tx, id) => tx.checkpoint.findUnique({ where: { id, status: "COMMITTED" } }));

export async function loadCommitted(ctx: Context, id: string): Promise<CheckpointRow> {
  return loadNode(ctx, "checkpoint", (tx) => tx.checkpoint.findUnique({ where: { id, status: "COMMITTED" } }), id);
}

builder.queryField("checkpoint", (t) =>
  t.field({
    type: CheckpointRef,
    description: "A checkpoint.",
    args: { id: t.arg.id({ required: true, description: "`ckpt_...`" }) },
    resolve: async (_root, { id }, ctx) => {
      const row = await loadCommitted(ctx, id);
      requireIn(ctx.caller, row.teamId, READ);
      return row;
    },
  }),
);

builder.objectField(RunRef, "checkpoints", (t) =>
  t.field({
    type: [CheckpointRef],
    description: "Its checkpoints, the newest first; at most 200.",
    resolve: (run, _args, ctx) =>
      ctx.db((tx) =>
        tx.checkpoint.findMany({
          where: { teamId: run.teamId, runId: run.id, status: "COMMITTED" },
          orderBy: [{ step: "desc" }, { committedAt: "desc" }],
          take: 200,
        }),
      ),
  }),
);

const CheckpointConnection = defineConnection("Checkpoint", CheckpointRef);
builder.objectField(TeamRef, "checkpoints", (t) =>
  t.field({
    type: CheckpointConnection,
    description: "Every run's checkpoints, the newest first.",
    args: {
      kind: t.arg({ type: CheckpointKindEnum, description: "Only those of this kind." }),
      first: t.arg.int({ description: "1 to 100; 20 if left out." }),
      after: t.arg.string({ description: "An endCursor." }),
    },
    resolve: async (team, { kind, ...args }, ctx) => {
      const page = readPage(args);
      const where = {
        teamId: team.id,
        status: "COMMITTED" as const,
        ...(kind ? { kinds: { has: kind } } : {}),
        ...(page.after ? { id: { lt: page.after[1] } } : {}),
      };
      const rows = await ctx.db((tx) => tx.checkpoint.findMany({ where, orderBy: { id: "desc" }, take: page.take }));
      return toConnection(rows, page, (row) => [null, row.id]);
    },
  }),
);
