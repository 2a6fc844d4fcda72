/** @file createDataset: a name for versions to come. */
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
import { DatasetRef } from "./dataset-ref.ts";

const CreateDatasetInput = builder.inputType("CreateDatasetInput", {
  description: "A dataset to be.",
  fields: (t) => ({
    teamId: t.id({ description: "Left out: the API key's team, or your only one." }),
    idempotencyKey: t.string({ description: "Makes the call safe to repeat: the same key answers the same dataset." }),
    name: t.string({ required: true, description: "At most 100 characters; unique in the team." }),
  }),
});

defineMutation({
  name: "createDataset",
  description: "Makes an empty dataset; importDataset fills a version of it.",
  input: CreateDatasetInput,
  run: async (ctx, input) => {
    const teamId = teamFor(ctx.caller, input.teamId, WRITE);
    const name = checkName(input.name, ["name"]);
    const { row } = await createOnce(
      ctx,
      { teamId, idempotencyKey: input.idempotencyKey, table: "datasets", find: (tx, where) => tx.dataset.findUnique({ where }) },
      async () => {
        const data = {
          id: newId("dataset"),
          teamId,
          name,
          idempotencyKey: input.idempotencyKey ?? null,
          createdById: actorIdOf(ctx.caller),
        };
        try {
          return await ctx.db(async (tx) => {
            const created = await tx.dataset.create({ data });
            await recordAudit(ctx, tx, {
              teamId,
              action: "createDataset",
              objectId: created.id,
              summary: `Created the dataset “${name}”.`,
            });
            return created;
          });
        } catch (error) {
          if (!isViolationOf(error, "datasets_name")) throw error;
          throw new AppError(
            "NAME_TAKEN",
            `The team has a dataset “${name}” already. Choose another name, or import a new version of that one.`,
            { path: ["name"] },
          );
        }
      },
    );
    return { dataset: row };
  },
  payload: (t) => ({
    dataset: t.field({ type: DatasetRef, nullable: true, description: "The dataset.", resolve: (outcome) => outcome.result?.dataset }),
  }),
});
