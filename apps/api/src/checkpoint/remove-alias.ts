/** @file removeAlias: takes a name away; the checkpoint stays. */
import { AppError } from "@capstan/run/error-code";
import { teamFor, WRITE } from "../access.ts";
import { recordAudit } from "../audit/record-audit.ts";
import { builder } from "../schema/builder.ts";
import { defineMutation } from "../schema/define-mutation.ts";

const RemoveAliasInput = builder.inputType("RemoveAliasInput", {
  description: "A name to take away.",
  fields: (t) => ({
    name: t.string({ required: true, description: "The alias." }),
    teamId: t.id({ description: "Left out: the API key's team, or your only one." }),
  }),
});

defineMutation({
  name: "removeAlias",
  description: "Takes a name away. The checkpoint that it pointed to stays until the retention of its run, or you, delete it.",
  input: RemoveAliasInput,
  run: async (ctx, input) => {
    const teamId = teamFor(ctx.caller, input.teamId, WRITE);
    const name = input.name.replaceAll("\0", "");
    await ctx.db(async (tx) => {
      const alias = await tx.alias.findUnique({ where: { teamId_name: { teamId, name } } });
      if (!alias)
        throw new AppError("INVALID_INPUT", `There is no alias “${name.slice(0, 50)}” in this team; the team's page lists them.`, {
          path: ["name"],
        });
      await tx.alias.delete({ where: { teamId_name: { teamId, name } } });
      await recordAudit(ctx, tx, {
        teamId,
        action: "removeAlias",
        objectId: alias.checkpointId,
        summary: `removed the alias ${name}, which pointed to ${alias.checkpointId}`,
      });
    });
    return { removedName: name };
  },
  payload: (t) => ({
    removedName: t.string({ nullable: true, description: "What was removed.", resolve: (outcome) => outcome.result?.removedName }),
  }),
});
