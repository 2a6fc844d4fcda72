/** @file renewLease: the heartbeat of a runner. */
import { renewLease } from "@capstan/prisma/queries/renew-lease";
import { LEASE_SECONDS } from "@capstan/run/protocol";
import { requireRunner } from "../access.ts";
import { touchRunner } from "../runner/touch-runner.ts";
import { builder } from "../schema/builder.ts";
import { defineMutation } from "../schema/define-mutation.ts";
import { leaseOf, requireLease } from "./refuse-lease.ts";
import { RunRequestEnum } from "./run-enums.ts";

const RenewLeaseInput = builder.inputType("RenewLeaseInput", {
  description: "A lease to keep.",
  fields: (t) => ({
    runId: t.id({ required: true, description: "From the claim." }),
    leaseEpoch: t.int({ required: true, description: "From the claim." }),
  }),
});

defineMutation({
  name: "renewLease",
  description: "For runners: the heartbeat. The lease lasts for leaseSeconds from now; nothing else changes.",
  input: RenewLeaseInput,
  run: async (ctx, input) => {
    const runner = requireRunner(ctx.caller);
    const lease = leaseOf(runner, input);
    return ctx.db(async (tx) => {
      await touchRunner(tx, runner);
      const renewed = await renewLease(tx, lease, LEASE_SECONDS);
      return { requested: renewed ? renewed.requested : (await requireLease(tx, lease)).requested };
    });
  },
  payload: (t) => ({
    requested: t.field({ type: RunRequestEnum, nullable: true, description: "What was asked of the run and is not done yet.", resolve: (outcome) => outcome.result?.requested }),
    leaseSeconds: t.int({ description: "How long the lease lasts from now.", resolve: () => LEASE_SECONDS }),
  }),
});
