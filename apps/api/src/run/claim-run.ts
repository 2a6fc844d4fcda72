/** @file claimRun: takes the next run of the runner's pool. */
import { claimNextRun, claimSharedRun, type ClaimedRun, findClaim, hasQueuedRun, hasSharedRun } from "@capstan/prisma/queries/claim-next-run";
import type { Statements } from "@capstan/prisma/statements";
import { LEASE_SECONDS } from "@capstan/run/protocol";
import { requireRunner } from "../access.ts";
import type { RunnerCaller } from "../caller.ts";
import type { Context } from "../context.ts";
import { claimSeconds, timed } from "../http/metrics.ts";
import { EngineInput } from "../runner/run-engine.ts";
import { loopsOf, RunnerLoopInput } from "../runner/runner-loop.ts";
import { describeRunner, engineOf, isDraining, noteLoops, touchRunner } from "../runner/touch-runner.ts";
import { builder } from "../schema/builder.ts";
import { defineMutation } from "../schema/define-mutation.ts";
import { checkRequestId } from "./check-request-id.ts";
import { readClaim, type RunClaim, RunClaimRef } from "./run-claim.ts";
import { teamTurns } from "./turns.ts";

const ClaimRunInput = builder.inputType("ClaimRunInput", {
  description: "A runner that has nothing to do.",
  fields: (t) => ({
    requestId: t.string({ required: true, description: "Makes the call safe to repeat: the same one answers the same claim, with fresh URLs, while its lease lasts." }),
    version: t.string({ required: true, description: "Of the runner's program." }),
    host: t.string({ description: "The machine's name." }),
    engine: t.field({ type: EngineInput, description: "What computes there." }),
    loops: t.field({ type: [RunnerLoopInput], description: "What each of its loops is doing." }),
  }),
});

/** The live claim that this call made before, or the next one; null when there is none, and for a drained runner. */
async function claim(ctx: Context, runner: RunnerCaller, requestId: string, draining: boolean): Promise<RunClaim | null> {
  const { id: runnerId, teamId, poolId, isShared } = runner;
  const runnerName = isShared ? "A shared runner" : `The runner ${runner.name}`;
  const claimant = { teamId, poolId, runnerId, runnerName, requestId, leaseSeconds: LEASE_SECONDS };
  const next = (tx: Statements): Promise<ClaimedRun | null> => (isShared ? claimSharedRun(tx, claimant) : claimNextRun(tx, claimant));
  const waits = (tx: Statements): Promise<boolean> => (isShared ? hasSharedRun(tx, poolId) : hasQueuedRun(tx, teamId, poolId));
  const work = async (tx: Statements): Promise<ClaimedRun | null> =>
    (await findClaim(tx, claimant)) ?? (!draining && (await waits(tx)) ? await next(tx) : null);
  // Only who sees all teams can choose between them; what is read of the run names the run's team in every query.
  const { database } = ctx;
  const run = await teamTurns.take(isShared ? poolId : teamId, () => (isShared ? database.systemStatements(work) : ctx.sql(work)));
  // The lease holds the run still: what a claim tells of it is read without anybody waiting.
  return run && (isShared ? readClaim(database.system, run.teamId, run.id) : ctx.db((tx) => readClaim(tx, run.teamId, run.id)));
}

defineMutation({
  name: "claimRun",
  description:
    "For runners: takes the next run of the pool. `claim` is null when nothing waits there, the team has as many live runs as it may, or the runner is drained.",
  input: ClaimRunInput,
  run: (ctx, input) => timed(claimSeconds, async () => {
    const runner = requireRunner(ctx.caller);
    const about = { version: input.version, host: input.host ?? null, engine: input.engine ? engineOf(input.engine) : null };
    const requestId = checkRequestId(input.requestId);
    const draining = await ctx.sql(async (tx) => {
      await touchRunner(tx, runner);
      await describeRunner(tx, runner, about);
      await noteLoops(tx, runner, loopsOf(input.loops));
      return isDraining(tx, runner);
    });
    // A drained runner that was started again still hears of the run that it holds, to give it back.
    return { claim: await claim(ctx, runner, requestId, draining), draining };
  }, (answer) => (answer.claim ? "claimed" : "none")),
  payload: (t) => ({
    draining: t.boolean({ description: "Somebody drains the runner: it gets no run until undrainRunner. Release what it has.", resolve: (outcome) => outcome.result?.draining ?? false }),
    claim: t.field({ type: RunClaimRef, nullable: true, description: "Null when there is nothing to do: ask again in about two seconds, or when runnerCommands says NEW_WORK.", resolve: (outcome) => outcome.result?.claim }),
  }),
});
