/** @file createPool: a queue of its own for some runners. */
import { AppError } from "@capstan/run/error-code";
import { newId } from "@capstan/run/id";
import { ADMIN, teamFor } from "../access.ts";
import { recordAudit } from "../audit/record-audit.ts";
import { builder } from "../schema/builder.ts";
import { checkName } from "../schema/check-name.ts";
import { createOnce } from "../schema/create-once.ts";
import { defineMutation } from "../schema/define-mutation.ts";
import { isViolationOf } from "../schema/unique-violation.ts";
import { PoolRef } from "./pool-ref.ts";

const CreatePoolInput = builder.inputType("CreatePoolInput", {
  description: "A pool to make.",
  fields: (t) => ({
    teamId: t.id({ description: "Left out: the API key's team, or your only one." }),
    name: t.string({ required: true, description: "1 to 100 characters; unique in the team." }),
    idempotencyKey: t.string({ description: "Makes the call safe to repeat: the same key answers the same pool." }),
  }),
});

defineMutation({
  name: "createPool",
  description: "Makes a group of runners with a queue of its own.",
  input: CreatePoolInput,
  run: async (ctx, input) => {
    const teamId = teamFor(ctx.caller, input.teamId, ADMIN);
    const name = checkName(input.name, ["name"]);
    const { row } = await createOnce(
      ctx,
      { teamId, idempotencyKey: input.idempotencyKey, table: "pools", find: (tx, where) => tx.pool.findUnique({ where }) },
      async () => {
        try {
          return await ctx.db(async (tx) => {
            const created = await tx.pool.create({
              data: { id: newId("pool"), teamId, name, idempotencyKey: input.idempotencyKey ?? null },
            });
            await recordAudit(ctx, tx, { teamId, action: "createPool", objectId: created.id, summary: `made the pool ${name}` });
            return created;
          });
        } catch (error) {
          if (!isViolationOf(error, "pools_team_id_name_key")) throw error;
          throw new AppError("NAME_TAKEN", `There is a pool “${name}” already. Choose another name.`, { path: ["name"] });
        }
      },
    );
    return { pool: row };
  },
  payload: (t) => ({
    pool: t.field({ type: PoolRef, nullable: true, description: "What was made.", resolve: (outcome) => outcome.result?.pool }),
  }),
});
