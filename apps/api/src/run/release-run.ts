/** @file releaseRun: a runner gives a run back, so that another one takes it. */
import type { Tx } from "@capstan/prisma/database";
import { insertLogLines } from "@capstan/prisma/queries/insert-log-lines";
import type { Lease } from "@capstan/prisma/queries/renew-lease";
import { requireRunner } from "../access.ts";
import { builder } from "../schema/builder.ts";
import { defineMutation } from "../schema/define-mutation.ts";
import { endLease, type Why } from "./end-lease.ts";
import { asHolder } from "./holder.ts";
import { leaseOf, requireLease } from "./refuse-lease.ts";
import { storable } from "./report-inputs.ts";
import { RunFailureInput } from "./run-parts.ts";

const ReleaseRunInput = builder.inputType("ReleaseRunInput", {
  description: "A run to give back.",
  fields: (t) => ({
    runId: t.id({ required: true, description: "From the claim." }),
    leaseEpoch: t.int({ required: true, description: "From the claim." }),
    reason: t.string({ required: true, description: "For the run's log: why, and which steps will be trained again." }),
    failure: t.field({
      type: RunFailureInput,
      description: "When something broke. Then it counts as an attempt, and a run whose attempts get nowhere FAILS with this.",
    }),
  }),
});

/** The run's log says why it was given back, behind all that its runner reported. */
async function logReason(tx: Tx, { teamId, runId, leaseEpoch }: Lease, reason: string, isFailure: boolean): Promise<void> {
  const { eventSeq } = await tx.run.update({
    where: { teamId_id: { teamId, id: runId } },
    data: { eventSeq: { increment: 1 } },
    select: { eventSeq: true },
  });
  const line = { at: new Date(), level: isFailure ? ("ERROR" as const) : ("INFO" as const), message: storable(reason) };
  await insertLogLines(tx, { teamId, runId, attempt: leaseEpoch, sequence: eventSeq }, [line]);
}

defineMutation({
  name: "releaseRun",
  description:
    "For runners: gives a run back to the queue. Without a failure it does not count as an attempt. Repeating it changes nothing.",
  input: ReleaseRunInput,
  run: async (given, { failure, reason, ...input }) => {
    const ctx = await asHolder(given, input.runId);
    const runner = requireRunner(ctx.caller);
    const lease = leaseOf(runner, input);
    const why: Why = failure
      ? { kind: "BROKEN", failure: { code: failure.code, message: failure.message, advice: failure.advice, blame: failure.blame } }
      : { kind: "RELEASED" };
    return ctx.db(async (tx) => {
      const { teamId, runId, leaseEpoch, runnerId } = lease;
      if (await endLease(tx, { ...lease, actor: runner.id, why }))
        await logReason(tx, lease, reason, failure !== null && failure !== undefined);
      else {
        const attempt = await tx.attempt.findUnique({
          where: { runId_number: { runId, number: leaseEpoch }, teamId, runnerId },
          select: { endedAt: true },
        });
        if (!attempt?.endedAt) await requireLease(tx, lease);
      }
      return { released: true };
    });
  },
  payload: (t) => ({
    released: t.boolean({ description: "The run is no longer this runner's.", resolve: (outcome) => outcome.result?.released ?? false }),
  }),
});
