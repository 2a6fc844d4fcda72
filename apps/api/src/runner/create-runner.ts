/** @file createRunner: a token for a daemon that trains. */
import { AppError } from "@capstan/run/error-code";
import { newId } from "@capstan/run/id";
import { ADMIN, teamFor } from "../access.ts";
import { recordAudit } from "../audit/record-audit.ts";
import { mintToken } from "../auth/token.ts";
import type { Context } from "../context.ts";
import { findPool } from "../pool/find-pool.ts";
import { builder } from "../schema/builder.ts";
import { checkName } from "../schema/check-name.ts";
import { defineMutation } from "../schema/define-mutation.ts";
import { isViolationOf } from "../schema/unique-violation.ts";
import { RunnerRef, type RunnerRow } from "./runner-ref.ts";

const CreateRunnerInput = builder.inputType("CreateRunnerInput", {
  description: "A runner to admit.",
  fields: (t) => ({
    teamId: t.id({ description: "Left out: the API key's team, or your only one." }),
    name: t.string({ required: true, description: "For people: 1 to 100 characters." }),
    poolId: t.id({ description: "Whose queue it serves. Left out: the team's default pool." }),
    idempotencyKey: t.string({ description: "Makes the call safe to repeat: the same key answers the same runner, without the token." }),
  }),
});

const earlier = async (ctx: Context, teamId: string, idempotencyKey: string | null | undefined): Promise<RunnerRow | null> =>
  idempotencyKey ? ctx.db((tx) => tx.runner.findUnique({ where: { teamId_idempotencyKey: { teamId, idempotencyKey } } })) : null;

defineMutation({
  name: "createRunner",
  description: "Admits a runner. Its token is shown only here: give it to the runner as RUNNER_TOKEN.",
  input: CreateRunnerInput,
  run: async (ctx, input): Promise<{ runner: RunnerRow; token: string | null }> => {
    const teamId = teamFor(ctx.caller, input.teamId, ADMIN);
    const name = checkName(input.name, ["name"]);
    const known = await earlier(ctx, teamId, input.idempotencyKey);
    if (known) return { runner: known, token: null };
    const id = newId("runner");
    const { token, hash } = mintToken("runner", id);
    try {
      const runner = await ctx.db(async (tx) => {
        const pool = await findPool(tx, teamId, input.poolId);
        if (pool.sharedPoolId !== null)
          throw new AppError("INVALID_INPUT", `The runners of the pool ${pool.name} are the operator's. Choose another pool, or make one with createPool.`, { path: ["poolId"] });
        const created = await tx.runner.create({ data: { id, teamId, poolId: pool.id, name, tokenHash: hash, idempotencyKey: input.idempotencyKey ?? null } });
        await recordAudit(ctx, tx, { teamId, action: "createRunner", objectId: id, summary: `admitted the runner ${name} to the pool ${pool.name}` });
        return created;
      });
      return { runner, token };
    } catch (error) {
      const winner = isViolationOf(error, "runners_team_id_idempotency_key_key") ? await earlier(ctx, teamId, input.idempotencyKey) : null;
      if (winner) return { runner: winner, token: null };
      throw error;
    }
  },
  payload: (t) => ({
    runner: t.field({ type: RunnerRef, nullable: true, description: "What was admitted.", resolve: (outcome) => outcome.result?.runner }),
    token: t.string({ nullable: true, description: "The secret, shown once; null when the call was repeated.", resolve: (outcome) => outcome.result?.token }),
  }),
});
