/** @file Dataset: a named collection of pictures with captions, as its versions; and a team's list of them. */
import { READ, requireIn } from "../access.ts";
import type { Context } from "../context.ts";
import { builder } from "../schema/builder.ts";
import { defineConnection, readPage, toConnection } from "../schema/define-connection.ts";
import { loadUser } from "../schema/load-rows.ts";
import { loadNode, NodeInterface, registerNode } from "../schema/node.ts";
import { TeamRef } from "../team/team-ref.ts";
import { UserRef } from "../user/user-ref.ts";
import { DatasetRef, type DatasetRow } from "./dataset-ref.ts";
import { DatasetVersionRef } from "./dataset-version-ref.ts";
import { loadVersionsOf } from "./load-versions.ts";

/** The caller's dataset. @throws NOT_FOUND, the same for missing, deleted and foreign. */
export const loadDataset = (ctx: Context, id: string): Promise<DatasetRow> =>
  loadNode(ctx, "dataset", (tx) => tx.dataset.findFirst({ where: { id, deletedAt: null } }), id);

DatasetRef.implement({
  description: "A named collection of pictures with captions. Runs train on one of its versions.",
  interfaces: [NodeInterface],
  fields: (t) => ({
    name: t.exposeString("name", { description: "Unique in its team." }),
    createdAt: t.field({ type: "DateTime", description: "When it was created.", resolve: (dataset) => dataset.createdAt }),
    createdBy: t.field({
      type: UserRef,
      nullable: true,
      description: "Who created it; null when an API key did, or who did has left the team.",
      resolve: (dataset, _args, ctx) => (dataset.createdById ? loadUser(ctx, dataset.createdById) : null),
    }),
    versions: t.field({
      type: [DatasetVersionRef],
      description: "Its versions, newest first.",
      resolve: async (dataset, _args, ctx) => (await loadVersionsOf(ctx, dataset.id)) ?? [],
    }),
    latestVersion: t.field({
      type: DatasetVersionRef,
      nullable: true,
      description: "The newest version that is READY: what a run trains on unless it names another.",
      resolve: async (dataset, _args, ctx) => (await loadVersionsOf(ctx, dataset.id))?.find(({ status }) => status === "READY") ?? null,
    }),
  }),
});
registerNode("dataset", "Dataset", (tx, id) => tx.dataset.findFirst({ where: { id, deletedAt: null } }));

builder.queryField("dataset", (t) =>
  t.field({
    type: DatasetRef,
    description: "A dataset.",
    args: { id: t.arg.id({ required: true, description: "`ds_...`" }) },
    resolve: async (_root, { id }, ctx) => {
      const dataset = await loadDataset(ctx, id);
      requireIn(ctx.caller, dataset.teamId, READ);
      return dataset;
    },
  }),
);

const DatasetConnection = defineConnection("Dataset", DatasetRef);
builder.objectField(TeamRef, "datasets", (t) =>
  t.field({
    type: DatasetConnection,
    description: "The team's datasets, newest first.",
    args: {
      first: t.arg.int({ description: "Rows, at most 100; 20 when left out." }),
      after: t.arg.string({ description: "The cursor to go on from." }),
    },
    resolve: async (team, args, ctx) => {
      const page = readPage(args);
      // Ids grow with time, and an id is a cursor by itself.
      const where = { teamId: team.id, deletedAt: null, ...(page.after ? { id: { lt: page.after[1] } } : {}) };
      const rows = await ctx.db((tx) => tx.dataset.findMany({ where, orderBy: { id: "desc" }, take: page.take }));
      return toConnection(rows, page, ({ id }) => [null, id]);
    },
  }),
);
