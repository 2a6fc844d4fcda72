/** @file claimRun: takes the next run of the runner's pool. */
import { type ClaimAnswer, claimHeldRun, claimNextRun, claimSharedRun } from "@capstan/prisma/queries/claim-next-run";
import { LEASE_SECONDS } from "@capstan/run/protocol";
import { requireRunner } from "../access.ts";
import type { RunnerCaller } from "../caller.ts";
import type { Context } from "../context.ts";
import { claimSeconds, timed } from "../http/metrics.ts";
import { EngineInput } from "../runner/run-engine.ts";
import { loopsOf, RunnerLoopInput } from "../runner/runner-loop.ts";
import { engineOf, noteRunner } from "../runner/touch-runner.ts";
import { builder } from "../schema/builder.ts";
import { defineMutation } from "../schema/define-mutation.ts";
import { checkRequestId } from "./check-request-id.ts";
import { noteHolder } from "./holder.ts";
import { RunClaimRef } from "./run-claim.ts";
import { teamTurns } from "./turns.ts";

const ClaimRunInput = builder.inputType("ClaimRunInput", {
  description: "A runner that has nothing to do.",
  fields: (t) => ({
    requestId: t.string({
      required: true,
      description: "Makes the call safe to repeat: the same one answers the same claim, with fresh URLs, while its lease lasts.",
    }),
    version: t.string({ required: true, description: "Of the runner's program." }),
    host: t.string({ description: "The machine's name." }),
    engine: t.field({ type: EngineInput, description: "What computes there." }),
    cannotTrain: t.string({
      description:
        "Why nothing can be trained there now, and what to do. Such a runner gets no run, but hears of the one that it holds; null: it can train.",
    }),
    loops: t.field({ type: [RunnerLoopInput], description: "What each of its loops is doing." }),
  }),
});

/** The live claim that this call made before, or, for a runner that can train, the next one. */
async function claim({ database }: Context, runner: RunnerCaller, requestId: string, canTrain: boolean): Promise<ClaimAnswer> {
  const { id: runnerId, teamId, poolId, isShared } = runner;
  const runnerName = isShared ? "A shared runner" : `The runner ${runner.name}`;
  const claimant = { teamId, poolId, runnerId, runnerTeamId: teamId, runnerName, requestId, leaseSeconds: LEASE_SECONDS };
  if (!canTrain) return claimHeldRun(database, claimant, isShared ? null : [teamId]);
  if (!isShared) return teamTurns.take(teamId, () => claimNextRun(database, claimant));
  // Only who sees all teams can choose between them; what is read of the run names the run's team. Claims from different
  // teams do not wait for each other; who finds nothing looks again, at the teams that others were claiming from.
  const answer = await claimSharedRun(database, claimant, "skip");
  return answer.claimed || answer.draining ? answer : teamTurns.take(poolId, () => claimSharedRun(database, claimant, "wait"));
}

defineMutation({
  name: "claimRun",
  description:
    "For runners: takes the next run of the pool. `claim` is null when nothing waits there, the team has as many live runs as it may, or the runner is drained or cannot train.",
  input: ClaimRunInput,
  run: (ctx, input) =>
    timed(
      claimSeconds,
      async () => {
        const runner = requireRunner(ctx.caller);
        const cannotTrain = input.cannotTrain ?? null;
        const about = {
          version: input.version,
          host: input.host ?? null,
          engine: input.engine ? engineOf(input.engine) : null,
          cannotTrain,
        };
        const requestId = checkRequestId(input.requestId);
        await noteRunner(ctx, runner, about, loopsOf(input.loops));
        // A drained runner that was started again still hears of the run that it holds, to give it back.
        const { claimed, draining } = await claim(ctx, runner, requestId, cannotTrain === null);
        if (claimed && runner.isShared) noteHolder(claimed.run.id, runner.id, claimed.run.teamId);
        return { claimed, draining };
      },
      (answer) => (answer.claimed ? "claimed" : "none"),
    ),
  payload: (t) => ({
    draining: t.boolean({
      description: "Somebody drains the runner: it gets no run until undrainRunner. Release what it has.",
      resolve: (outcome) => outcome.result?.draining ?? false,
    }),
    claim: t.field({
      type: RunClaimRef,
      nullable: true,
      description: "Null when there is nothing to do: ask again in about two seconds, or when runnerCommands says NEW_WORK.",
      resolve: (outcome) => outcome.result?.claimed,
    }),
  }),
});
