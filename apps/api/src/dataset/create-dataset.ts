/** @file createDataset: a name for versions to come. */
import { AppError } from "@capstan/run/error-code";
import { newId } from "@capstan/run/id";
import { teamFor, WRITE } from "../access.ts";
import { recordAudit } from "../audit/record-audit.ts";
import { actorIdOf } from "../caller.ts";
import type { Context } from "../context.ts";
import { builder } from "../schema/builder.ts";
import { defineMutation } from "../schema/define-mutation.ts";
import { isViolationOf } from "../schema/unique-violation.ts";
import { DatasetRef, type DatasetRow } from "./dataset-ref.ts";

const NAME_MAX = 100;

const CreateDatasetInput = builder.inputType("CreateDatasetInput", {
  description: "A dataset to be.",
  fields: (t) => ({
    teamId: t.id({ description: "Left out: the API key's team, or your only one." }),
    idempotencyKey: t.string({ description: "Makes the call safe to repeat: the same key answers the same dataset." }),
    name: t.string({ required: true, description: "At most 100 characters; unique in the team." }),
  }),
});

function checkName(text: string): string {
  const name = text.trim();
  if (name !== "" && name.length <= NAME_MAX) return name;
  throw new AppError("INVALID_INPUT", `A dataset's name has 1 to ${NAME_MAX} characters; this one has ${name.length}.`, { path: ["name"] });
}

const earlier = (ctx: Context, teamId: string, idempotencyKey: string | null | undefined): Promise<DatasetRow | null> =>
  idempotencyKey ? ctx.db((tx) => tx.dataset.findUnique({ where: { teamId_idempotencyKey: { teamId, idempotencyKey } } })) : Promise.resolve(null);

defineMutation({
  name: "createDataset",
  description: "Makes an empty dataset; importDataset fills a version of it.",
  input: CreateDatasetInput,
  run: async (ctx, input) => {
    const teamId = teamFor(ctx.caller, input.teamId, WRITE);
    const name = checkName(input.name);
    const known = await earlier(ctx, teamId, input.idempotencyKey);
    if (known) return { dataset: known };
    try {
      const dataset = await ctx.db(async (tx) => {
        const data = { id: newId("dataset"), teamId, name, idempotencyKey: input.idempotencyKey ?? null, createdById: actorIdOf(ctx.caller) };
        const created = await tx.dataset.create({ data });
        await recordAudit(ctx, tx, { teamId, action: "createDataset", objectId: created.id, summary: `Created the dataset “${name}”.` });
        return created;
      });
      return { dataset };
    } catch (error) {
      if (isViolationOf(error, "datasets_name"))
        throw new AppError("NAME_TAKEN", `The team has a dataset “${name}” already. Choose another name, or import a new version of that one.`, { path: ["name"] });
      const winner = isViolationOf(error, "datasets_team_id_idempotency_key_key") ? await earlier(ctx, teamId, input.idempotencyKey) : null;
      if (winner) return { dataset: winner };
      throw error;
    }
  },
  payload: (t) => ({
    dataset: t.field({ type: DatasetRef, nullable: true, description: "The dataset.", resolve: (outcome) => outcome.result?.dataset }),
  }),
});
