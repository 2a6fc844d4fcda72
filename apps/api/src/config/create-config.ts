/** @file createConfig: saves a training configuration under a name. */
import { AppError } from "@capstan/run/error-code";
import { newId } from "@capstan/run/id";
import { teamFor, WRITE } from "../access.ts";
import { recordAudit } from "../audit/record-audit.ts";
import { actorIdOf } from "../caller.ts";
import { builder } from "../schema/builder.ts";
import { checkName } from "../schema/check-name.ts";
import { createOnce } from "../schema/create-once.ts";
import { defineMutation } from "../schema/define-mutation.ts";
import { isViolationOf } from "../schema/unique-violation.ts";
import { ConfigRef } from "./config-ref.ts";
import { differences, resolveLayers } from "./resolve-saved.ts";
import { TrainingConfigInput } from "./training-config.ts";

const CreateConfigInput = builder.inputType("CreateConfigInput", {
  description: "A configuration to save.",
  fields: (t) => ({
    teamId: t.id({ description: "Left out: the API key's team, or your only one." }),
    idempotencyKey: t.string({ description: "Makes the call safe to repeat: the same key answers the same configuration." }),
    name: t.string({ required: true, description: "1 to 100 characters; unique in the team." }),
    config: t.field({ type: TrainingConfigInput, required: true, description: "A preset and what differs from it." }),
  }),
});

export const nameTaken = (name: string): AppError =>
  new AppError("NAME_TAKEN", `There is a configuration “${name}” already. Choose another name, or change that one.`, { path: ["name"] });

defineMutation({
  name: "createConfig",
  description: "Saves a training configuration. The same `idempotencyKey` answers the configuration that it made before.",
  input: CreateConfigInput,
  run: async (ctx, input) => {
    const teamId = teamFor(ctx.caller, input.teamId, WRITE);
    const name = checkName(input.name, ["name"]);
    const { row } = await createOnce(
      ctx,
      { teamId, idempotencyKey: input.idempotencyKey, table: "configs", find: (tx, where) => tx.config.findUnique({ where }) },
      async () => {
        const resolved = resolveLayers(null, [{ field: "config", values: input.config }]);
        const stored = { preset: resolved.preset, overrides: differences(resolved) };
        const id = newId("config");
        const data = { id, teamId, name, ...stored, idempotencyKey: input.idempotencyKey ?? null, createdById: actorIdOf(ctx.caller) };
        try {
          return await ctx.db(async (tx) => {
            const created = await tx.config.create({ data });
            await tx.configRevision.create({ data: { teamId, configId: id, revision: 1, ...stored }, select: { revision: true } });
            await recordAudit(ctx, tx, { teamId, action: "createConfig", objectId: id, summary: `saved the configuration ${name}` });
            return created;
          });
        } catch (error) {
          throw isViolationOf(error, "configs_name") ? nameTaken(name) : error;
        }
      },
    );
    return { config: row };
  },
  payload: (t) => ({
    config: t.field({ type: ConfigRef, nullable: true, description: "What was saved.", resolve: (outcome) => outcome.result?.config }),
  }),
});
