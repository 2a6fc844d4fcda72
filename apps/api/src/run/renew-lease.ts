/** @file renewLease: the heartbeat of a runner. */
import { renewLease } from "@capstan/prisma/queries/renew-lease";
import { LEASE_SECONDS } from "@capstan/run/protocol";
import { requireRunner } from "../access.ts";
import { loopsOf, RunnerLoopInput } from "../runner/runner-loop.ts";
import { isDraining, noteLoops, touchRunner } from "../runner/touch-runner.ts";
import { builder } from "../schema/builder.ts";
import { defineMutation } from "../schema/define-mutation.ts";
import { asHolder } from "./holder.ts";
import { leaseOf, requireLease } from "./refuse-lease.ts";
import { RunRequestEnum } from "./run-enums.ts";

const RenewLeaseInput = builder.inputType("RenewLeaseInput", {
  description: "A lease to keep.",
  fields: (t) => ({
    runId: t.id({ required: true, description: "From the claim." }),
    leaseEpoch: t.int({ required: true, description: "From the claim." }),
    loops: t.field({ type: [RunnerLoopInput], description: "What each of the runner's loops is doing." }),
  }),
});

defineMutation({
  name: "renewLease",
  description: "For runners: the heartbeat. The lease lasts for leaseSeconds from now; nothing else changes.",
  input: RenewLeaseInput,
  run: async (ctx, input) => {
    const runner = requireRunner(ctx.caller);
    const holder = await asHolder(ctx, input.runId);
    const lease = leaseOf(requireRunner(holder.caller), input);
    const requested = await holder.sql(async (tx) => {
      const renewed = await renewLease(tx, lease, LEASE_SECONDS);
      return renewed ? renewed.requested : (await requireLease(tx, lease)).requested;
    });
    // The runner's own row is its pool's team's, which need not be the run's.
    const draining = await ctx.sql(async (tx) => {
      await touchRunner(tx, runner);
      await noteLoops(tx, runner, loopsOf(input.loops));
      return isDraining(tx, runner);
    });
    return { requested, draining };
  },
  payload: (t) => ({
    requested: t.field({
      type: RunRequestEnum,
      nullable: true,
      description: "What was asked of the run and is not done yet.",
      resolve: (outcome) => outcome.result?.requested,
    }),
    draining: t.boolean({
      description: "Somebody drains the runner: end the step, write a checkpoint, release the run.",
      resolve: (outcome) => outcome.result?.draining ?? false,
    }),
    leaseSeconds: t.int({ description: "How long the lease lasts from now.", resolve: () => LEASE_SECONDS }),
  }),
});
