/** @file updateConfig: a new name, or new settings as a new revision. */
import { requireIn, WRITE } from "../access.ts";
import { recordAudit } from "../audit/record-audit.ts";
import { notFound } from "../errors.ts";
import { builder } from "../schema/builder.ts";
import { checkName } from "../schema/check-name.ts";
import { defineMutation } from "../schema/define-mutation.ts";
import { loadNode } from "../schema/node.ts";
import { isViolationOf } from "../schema/unique-violation.ts";
import { ConfigRef } from "./config-ref.ts";
import { nameTaken } from "./create-config.ts";
import { differences, overridesOf, resolveLayers } from "./resolve-saved.ts";
import { TrainingConfigInput } from "./training-config.ts";

const UpdateConfigInput = builder.inputType("UpdateConfigInput", {
  description: "Changes of a saved configuration.",
  fields: (t) => ({
    id: t.id({ required: true, description: "`cfg_...`" }),
    name: t.string({ description: "Left out: stays." }),
    config: t.field({
      type: TrainingConfigInput,
      description: "Settings to change; the others stay. With a preset: starts again from that preset. Runs keep what they were made with.",
    }),
  }),
});

defineMutation({
  name: "updateConfig",
  description: "Changes a saved configuration. New settings are a new revision.",
  input: UpdateConfigInput,
  run: async (ctx, { id, name: newName, config: values }) => {
    const { teamId } = await loadNode(ctx, "config", (tx) => tx.config.findUnique({ where: { id, deletedAt: null } }), id);
    requireIn(ctx.caller, teamId, WRITE);
    const name = newName === null || newName === undefined ? undefined : checkName(newName, ["name"]);
    try {
      const config = await ctx.db(async (tx) => {
        // Two changes at once take turns, so that each builds on the other.
        await tx.$executeRaw`SELECT FROM configs WHERE team_id = ${teamId} AND id = ${id} FOR UPDATE`;
        const before = await tx.config.findUnique({ where: { teamId_id: { teamId, id }, deletedAt: null } });
        if (!before) throw notFound();
        const resolved = values
          ? resolveLayers({ preset: before.preset, overrides: overridesOf(before) }, [{ field: "config", values }])
          : null;
        const stored = resolved && { preset: resolved.preset, overrides: differences(resolved), revision: before.revision + 1 };
        const after = await tx.config.update({
          where: { teamId_id: { teamId, id } },
          data: { ...(name === undefined ? {} : { name }), ...stored },
        });
        if (stored) await tx.configRevision.create({ data: { teamId, configId: id, ...stored }, select: { revision: true } });
        const renamed = after.name === before.name ? "" : `, before ${before.name}`;
        await recordAudit(ctx, tx, {
          teamId,
          action: "updateConfig",
          objectId: id,
          summary: `changed the configuration ${after.name}${renamed}, revision ${after.revision}`,
        });
        return after;
      });
      return { config };
    } catch (error) {
      if (name !== undefined && isViolationOf(error, "configs_name")) throw nameTaken(name);
      throw error;
    }
  },
  payload: (t) => ({
    config: t.field({ type: ConfigRef, nullable: true, description: "As it is now.", resolve: (outcome) => outcome.result?.config }),
  }),
});
