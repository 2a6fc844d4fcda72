/** @file Alias: a name that points to a checkpoint, for example production. */
import type { AliasModel } from "@capstan/prisma/models";
import { builder } from "../schema/builder.ts";
import { loadCheckpoint, present } from "../schema/load-rows.ts";
import { TeamRef } from "../team/team-ref.ts";
import { CheckpointRef } from "./checkpoint-ref.ts";

export const AliasRef = builder.objectRef<AliasModel>("Alias").implement({
  description: "A name that points to a checkpoint. Apps caption with the name; you move it to a better checkpoint when there is one.",
  fields: (t) => ({
    name: t.exposeString("name", { description: "Unique in the team." }),
    checkpoint: t.field({
      type: CheckpointRef,
      description: "Where it points.",
      resolve: (alias, _args, ctx) => present(loadCheckpoint(ctx, alias.checkpointId)),
    }),
    updatedAt: t.field({ type: "DateTime", description: "When it was moved last.", resolve: (alias) => alias.updatedAt }),
  }),
});

builder.objectField(TeamRef, "aliases", (t) =>
  t.field({
    type: [AliasRef],
    description: "Names that point to checkpoints, by name.",
    resolve: (team, _args, ctx) => ctx.db((tx) => tx.alias.findMany({ where: { teamId: team.id }, orderBy: { name: "asc" } })),
  }),
);
