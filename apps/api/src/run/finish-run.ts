/** @file finishRun: a runner says that its training ended, and how. Accepted once, and only when every report has arrived. */
import type { Tx } from "@capstan/prisma/database";
import { moveRun, moveRunAtOnce, type Move } from "@capstan/prisma/queries/move-run";
import type { Lease } from "@capstan/prisma/queries/renew-lease";
import { trimToEnd } from "@capstan/prisma/queries/trim-to-end";
import { AppError } from "@capstan/run/error-code";
import { isTerminal, type EndReason, type RunRequest } from "@capstan/run/status";
import { requireRunner } from "../access.ts";
import type { Context } from "../context.ts";
import { builder } from "../schema/builder.ts";
import { defineMutation } from "../schema/define-mutation.ts";
import type { RunFailure } from "./end-lease.ts";
import { asHolder } from "./holder.ts";
import { leaseOf, requireLease, requireReports } from "./refuse-lease.ts";
import { EndReasonEnum } from "./run-enums.ts";
import { RunFailureInput } from "./run-parts.ts";
import { RunRef, type RunRow } from "./run-ref.ts";

const FINISH_OUTCOMES = ["SUCCEEDED", "FAILED", "CANCELLED", "PAUSED"] as const;
type FinishOutcome = (typeof FINISH_OUTCOMES)[number];

const FinishOutcomeEnum = builder.enumType("FinishOutcome", {
  description: "How a training ended.",
  values: {
    SUCCEEDED: { description: "As it should; endReason says why." },
    FAILED: { description: "It cannot go on; failure says why. For a fault of the machine, releaseRun with a failure instead." },
    CANCELLED: { description: "Because CANCEL was requested." },
    PAUSED: { description: "Because PAUSE was requested, after its checkpoint was committed." },
  } satisfies { [O in FinishOutcome]: { description: string } },
});
const FinishRunInput = builder.inputType("FinishRunInput", {
  description: "The end of a training.",
  fields: (t) => ({
    runId: t.id({ required: true, description: "From the claim." }),
    leaseEpoch: t.int({ required: true, description: "From the claim." }),
    afterSequence: t.field({ type: "SafeInt", required: true, description: "The last report of this lease; -1: there was none." }),
    outcome: t.field({ type: FinishOutcomeEnum, required: true, description: "How it ended." }),
    endReason: t.field({ type: EndReasonEnum, description: "With SUCCEEDED. Left out: STOPPED when that was requested, else COMPLETED." }),
    failure: t.field({ type: RunFailureInput, description: "With FAILED." }),
  }),
});

interface Finish {
  readonly outcome: FinishOutcome;
  readonly endReason?: EndReason | null;
  readonly failure?: RunFailure | null;
}

/** What the run becomes. A pause that was taken back, or overtaken by a stronger wish, ends as was wished last. */
function plan(
  { outcome, endReason, failure }: Finish,
  requested: RunRequest | null,
): Pick<Move, "to" | "outcome" | "endReason" | "failure" | "keepRequested"> {
  switch (outcome) {
    case "SUCCEEDED":
      return { to: "SUCCEEDED", endReason: endReason ?? (requested === "STOP" ? "STOPPED" : "COMPLETED") };
    case "FAILED":
      if (!failure) throw new AppError("INVALID_INPUT", "Say why it failed.", { path: ["failure"] });
      return { to: "FAILED", failure: { code: failure.code, message: failure.message, advice: failure.advice, blame: failure.blame } };
    case "CANCELLED":
      if (requested !== "CANCEL")
        throw new AppError("INVALID_INPUT", "Nobody asked for this run to be cancelled. Release it instead, so that it is queued again.", {
          path: ["outcome"],
        });
      return { to: "CANCELLED" };
    case "PAUSED":
      if (requested === "CANCEL") return { to: "CANCELLED", outcome };
      if (requested === "STOP") return { to: "SUCCEEDED", outcome, endReason: "STOPPED" };
      return { to: requested === "PAUSE" ? "PAUSED" : "QUEUED", outcome };
  }
}

/**
 * The usual finish, in one message: a run of one attempt, of which nobody asked anything. Null: it is another kind, or a
 * condition does not hold; nothing was changed, and `finish` says what.
 */
async function finishAtOnce({ database }: Context, lease: Lease, afterSequence: number, how: Finish): Promise<RunRow | null> {
  const { teamId, runId, runnerId, leaseEpoch } = lease;
  if (leaseEpoch !== 1 || (how.outcome !== "SUCCEEDED" && how.outcome !== "FAILED")) return null;
  const move = {
    teamId,
    runId,
    from: ["CLAIMED", "RUNNING"],
    actor: runnerId,
    lease: { epoch: leaseEpoch, runnerId },
    ...plan(how, null),
  } as const;
  return moveRunAtOnce(database, { ...move, afterReport: afterSequence, onlyUnasked: true });
}

/** The same call again, after its answer was lost: true when this lease was ended by a finish. */
async function wasFinished(tx: Tx, { teamId, runId, leaseEpoch, runnerId }: Lease): Promise<boolean> {
  const attempt = await tx.attempt.findUnique({
    where: { runId_number: { runId, number: leaseEpoch }, teamId, runnerId },
    select: { outcome: true },
  });
  return FINISH_OUTCOMES.some((outcome) => outcome === attempt?.outcome);
}

async function finish(tx: Tx, lease: Lease, afterSequence: number, how: Finish): Promise<RunRow> {
  const { teamId, runId, runnerId, leaseEpoch } = lease;
  await tx.$executeRaw`SELECT FROM runs WHERE team_id = ${teamId} AND id = ${runId} FOR UPDATE`;
  const read = (): Promise<RunRow> => tx.run.findUniqueOrThrow({ where: { teamId_id: { teamId, id: runId } } });
  if (await wasFinished(tx, lease)) return read();
  const state = await requireLease(tx, lease);
  requireReports(state, afterSequence);
  if (Number(state.ingestSequence) > afterSequence)
    throw new AppError("INVALID_INPUT", `Reports up to ${state.ingestSequence} have arrived, and this finish is from before them.`, {
      path: ["afterSequence"],
    });
  const planned = plan(how, state.requested);
  // While the run's row is locked, and the attempt open: nobody sees the curves end elsewhere than the run.
  if (isTerminal(planned.to)) await trimToEnd(tx, { teamId, runId, attempt: leaseEpoch });
  const moved = await moveRun(tx, {
    teamId,
    runId,
    from: ["CLAIMED", "RUNNING"],
    actor: runnerId,
    lease: { epoch: leaseEpoch, runnerId },
    ...planned,
  });
  if (!moved) throw new Error("The run moved although its row was locked.");
  return read();
}

defineMutation({
  name: "finishRun",
  description:
    "For runners: the training ended. Accepted only when every report of the lease has arrived, else GAP. Repeating it changes nothing.",
  input: FinishRunInput,
  run: async (given, input) => {
    const ctx = await asHolder(given, input.runId);
    const lease = leaseOf(requireRunner(ctx.caller), input);
    return {
      run:
        (await finishAtOnce(ctx, lease, input.afterSequence, input)) ??
        (await ctx.db((tx) => finish(tx, lease, input.afterSequence, input))),
    };
  },
  payload: (t) => ({
    run: t.field({ type: RunRef, nullable: true, description: "As it is now.", resolve: (outcome) => outcome.result?.run }),
  }),
});
