/** @file setAlias: points a name to a checkpoint. */
import { AppError } from "@capstan/run/error-code";
import { requireIn, WRITE } from "../access.ts";
import { recordAudit } from "../audit/record-audit.ts";
import { notFound } from "../errors.ts";
import { builder } from "../schema/builder.ts";
import { defineMutation } from "../schema/define-mutation.ts";
import { AliasRef } from "./alias.ts";
import { loadCommitted } from "./checkpoint.ts";

const NAME = /^[a-z0-9][a-z0-9._-]{0,49}$/;

const SetAliasInput = builder.inputType("SetAliasInput", {
  description: "A name and where it points from now on.",
  fields: (t) => ({
    name: t.string({
      required: true,
      description: "1 to 50 small letters, digits, dots, dashes and underscores: production, candidate-2, ...",
    }),
    checkpointId: t.id({ required: true, description: "`ckpt_...`" }),
  }),
});

defineMutation({
  name: "setAlias",
  description:
    "Points a name to a checkpoint; makes the name, or moves it. What captions by the name uses the new checkpoint from the next picture on.",
  input: SetAliasInput,
  run: async (ctx, { name, checkpointId }) => {
    const { teamId } = await loadCommitted(ctx, checkpointId);
    requireIn(ctx.caller, teamId, WRITE);
    if (!NAME.test(name))
      throw new AppError(
        "INVALID_INPUT",
        "An alias has 1 to 50 small letters, digits, dots, dashes and underscores, a letter or digit first.",
        { path: ["name"] },
      );
    const alias = await ctx.db(async (tx) => {
      // The lock keeps the retention of its run from deleting it under the new name.
      const locked = await tx.$queryRaw<{ id: string }[]>`
        SELECT id FROM checkpoints WHERE team_id = ${teamId} AND id = ${checkpointId} AND status = 'COMMITTED' FOR UPDATE`;
      if (locked.length === 0) throw notFound();
      const before = await tx.alias.findUnique({ where: { teamId_name: { teamId, name } }, select: { checkpointId: true } });
      const after = await tx.alias.upsert({
        where: { teamId_name: { teamId, name } },
        create: { teamId, name, checkpointId },
        update: { checkpointId },
      });
      const moved = before ? `, before at ${before.checkpointId}` : "";
      await recordAudit(ctx, tx, {
        teamId,
        action: "setAlias",
        objectId: checkpointId,
        summary: `pointed the alias ${name} to ${checkpointId}${moved}`,
      });
      return after;
    });
    return { alias };
  },
  payload: (t) => ({
    alias: t.field({ type: AliasRef, nullable: true, description: "As it is now.", resolve: (outcome) => outcome.result?.alias }),
  }),
});
