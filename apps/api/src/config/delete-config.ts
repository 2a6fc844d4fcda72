/** @file deleteConfig: takes a saved configuration off the list; runs keep what they were made with. */
import { requireIn, WRITE } from "../access.ts";
import { recordAudit } from "../audit/record-audit.ts";
import { notFound } from "../errors.ts";
import { builder } from "../schema/builder.ts";
import { defineMutation } from "../schema/define-mutation.ts";
import { loadNode } from "../schema/node.ts";

const ConfigIdInput = builder.inputType("ConfigIdInput", {
  description: "A saved configuration.",
  fields: (t) => ({ id: t.id({ required: true, description: "`cfg_...`" }) }),
});

defineMutation({
  name: "deleteConfig",
  description: "Takes a saved configuration off the list. Runs keep what they were made with, and its name is free again.",
  input: ConfigIdInput,
  run: async (ctx, { id }) => {
    const config = await loadNode(ctx, "config", (tx) => tx.config.findUnique({ where: { id, deletedAt: null } }), id);
    const { teamId } = config;
    requireIn(ctx.caller, teamId, WRITE);
    await ctx.db(async (tx) => {
      const { count } = await tx.config.updateMany({ where: { teamId, id, deletedAt: null }, data: { deletedAt: new Date() } });
      if (count === 0) throw notFound();
      await recordAudit(ctx, tx, { teamId, action: "deleteConfig", objectId: id, summary: `deleted the configuration ${config.name}` });
    });
    return { deletedId: id };
  },
  payload: (t) => ({
    deletedId: t.id({ nullable: true, description: "What was deleted.", resolve: (outcome) => outcome.result?.deletedId }),
  }),
});
