/** @file claimRun: takes the next run of the runner's pool. */
import { claimNextRun, findClaim, hasQueuedRun } from "@capstan/prisma/queries/claim-next-run";
import { LEASE_SECONDS } from "@capstan/run/protocol";
import { requireRunner } from "../access.ts";
import { EngineInput } from "../runner/run-engine.ts";
import { describeRunner, engineOf, touchRunner } from "../runner/touch-runner.ts";
import { builder } from "../schema/builder.ts";
import { defineMutation } from "../schema/define-mutation.ts";
import { checkRequestId } from "./check-request-id.ts";
import { readClaim, RunClaimRef } from "./run-claim.ts";
import { teamTurns } from "./turns.ts";

const ClaimRunInput = builder.inputType("ClaimRunInput", {
  description: "A runner that has nothing to do.",
  fields: (t) => ({
    requestId: t.string({ required: true, description: "Makes the call safe to repeat: the same one answers the same claim, with fresh URLs, while its lease lasts." }),
    version: t.string({ required: true, description: "Of the runner's program." }),
    host: t.string({ description: "The machine's name." }),
    engine: t.field({ type: EngineInput, description: "What computes there." }),
  }),
});

defineMutation({
  name: "claimRun",
  description: "For runners: takes the next run of the pool. `claim` is null when nothing waits there, or the team has as many live runs as it may.",
  input: ClaimRunInput,
  run: async (ctx, input) => {
    const runner = requireRunner(ctx.caller);
    const { teamId, poolId } = runner;
    const claimant = { teamId, poolId, runnerId: runner.id, requestId: checkRequestId(input.requestId), leaseSeconds: LEASE_SECONDS };
    const about = { version: input.version, host: input.host ?? null, engine: input.engine ? engineOf(input.engine) : null };
    const claim = await teamTurns.take(teamId, () =>
      ctx.db(async (tx) => {
        await touchRunner(tx, runner);
        await describeRunner(tx, runner, about);
        const known = await findClaim(tx, claimant);
        const runId = known ?? ((await hasQueuedRun(tx, teamId, poolId)) ? await claimNextRun(tx, claimant) : null);
        return runId === null ? null : readClaim(tx, teamId, runId);
      }),
    );
    return { claim };
  },
  payload: (t) => ({
    claim: t.field({ type: RunClaimRef, nullable: true, description: "Null when there is nothing to do: ask again in about two seconds, or when runnerCommands says NEW_WORK.", resolve: (outcome) => outcome.result?.claim }),
  }),
});
