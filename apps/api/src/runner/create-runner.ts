/** @file createRunner: a token for a daemon that trains. */
import { AppError } from "@capstan/run/error-code";
import { newId } from "@capstan/run/id";
import { ADMIN, teamFor } from "../access.ts";
import { recordAudit } from "../audit/record-audit.ts";
import { mintToken } from "../auth/token.ts";
import { findPool } from "../pool/find-pool.ts";
import { builder } from "../schema/builder.ts";
import { checkName } from "../schema/check-name.ts";
import { createOnce } from "../schema/create-once.ts";
import { defineMutation } from "../schema/define-mutation.ts";
import { RunnerRef } from "./runner-ref.ts";

const CreateRunnerInput = builder.inputType("CreateRunnerInput", {
  description: "A runner to admit.",
  fields: (t) => ({
    teamId: t.id({ description: "Left out: the API key's team, or your only one." }),
    name: t.string({ required: true, description: "For people: 1 to 100 characters." }),
    poolId: t.id({ description: "Whose queue it serves. Left out: the team's default pool." }),
    idempotencyKey: t.string({ description: "Makes the call safe to repeat: the same key answers the same runner, without the token." }),
  }),
});

defineMutation({
  name: "createRunner",
  description: "Admits a runner. Its token is shown only here: give it to the runner as RUNNER_TOKEN.",
  input: CreateRunnerInput,
  run: async (ctx, input) => {
    const teamId = teamFor(ctx.caller, input.teamId, ADMIN);
    const name = checkName(input.name, ["name"]);
    const id = newId("runner");
    const { token, hash } = mintToken("runner", id);
    const { row, isNew } = await createOnce(
      ctx,
      { teamId, idempotencyKey: input.idempotencyKey, table: "runners", find: (tx, where) => tx.runner.findUnique({ where }) },
      () =>
        ctx.db(async (tx) => {
          const pool = await findPool(tx, teamId, input.poolId);
          if (pool.sharedPoolId !== null)
            throw new AppError(
              "INVALID_INPUT",
              `The runners of the pool ${pool.name} are the operator's. Choose another pool, or make one with createPool.`,
              { path: ["poolId"] },
            );
          const created = await tx.runner.create({
            data: { id, teamId, poolId: pool.id, name, tokenHash: hash, idempotencyKey: input.idempotencyKey ?? null },
          });
          await recordAudit(ctx, tx, {
            teamId,
            action: "createRunner",
            objectId: id,
            summary: `admitted the runner ${name} to the pool ${pool.name}`,
          });
          return created;
        }),
    );
    return { runner: row, token: isNew ? token : null };
  },
  payload: (t) => ({
    runner: t.field({ type: RunnerRef, nullable: true, description: "What was admitted.", resolve: (outcome) => outcome.result?.runner }),
    token: t.string({
      nullable: true,
      description: "The secret, shown once; null when the call was repeated.",
      resolve: (outcome) => outcome.result?.token,
    }),
  }),
});
