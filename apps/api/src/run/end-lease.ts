/** @file What becomes of a run whose lease ends without a finish: lost, given back, or broken by the machine. */
import { readHeldLease } from "@capstan/prisma/queries/read-held-lease";
import type { Tx } from "@capstan/prisma/database";
import { moveRun, type Move } from "@capstan/prisma/queries/move-run";
import { noteInLog } from "@capstan/prisma/queries/note-in-log";
import { ATTEMPTS_WITHOUT_PROGRESS_MAX, RETRY_BASE_MS, RETRY_MAX_MS } from "@capstan/run/protocol";
import { describeEnd } from "./describe-end.ts";

export interface RunFailure {
  readonly code: string;
  /** What happened, for people. */
  readonly message: string;
  /** What to do next. */
  readonly advice: string;
  readonly blame: "YOURS" | "MACHINE" | "OURS";
}
export type Why =
  /** The runner fell silent. Counts as an attempt. */
  | { readonly kind: "LEASE_LOST" }
  /** The runner gave it back. Does not count. */
  | { readonly kind: "RELEASED" }
  /** The runner's token was revoked. Does not count. */
  | { readonly kind: "REVOKED" }
  /** The runner gave it back because something broke. Counts as an attempt. */
  | { readonly kind: "BROKEN"; readonly failure: RunFailure };

export interface EndedLease {
  readonly teamId: string;
  readonly runId: string;
  readonly leaseEpoch: number;
  readonly runnerId?: string;
  readonly actor: string;
  readonly why: Why;
  /** Only when the lease is over by the database's clock. */
  readonly onlyExpired?: boolean;
}

/**
 * How long nobody claims a run after `lost` attempts in a row that got no further: nothing after the first, then up to
 * 20 s, 40 s, ... 10 min. Full jitter: runs that failed together do not come back together.
 */
export function retryDelayMs(lost: number, random: () => number = Math.random): number {
  return lost <= 1 ? 0 : random() * Math.min(RETRY_BASE_MS * 2 ** (lost - 1), RETRY_MAX_MS);
}

/** A run that was to be cancelled or paused is, now that nobody holds it; a stop still needs a checkpoint, so it is queued with the wish. */
function plan(
  run: { requested: string | null; attemptsWithoutProgress: number },
  why: Why,
): Pick<Move, "to" | "outcome" | "failure" | "delayMs" | "attemptsWithoutProgress" | "keepRequested"> {
  const outcome = why.kind === "REVOKED" ? "RELEASED" : why.kind;
  if (run.requested === "CANCEL") return { to: "CANCELLED", outcome };
  if (run.requested === "PAUSE") return { to: "PAUSED", outcome };
  if (why.kind === "RELEASED" || why.kind === "REVOKED") return { to: "QUEUED", outcome, keepRequested: true };
  const lost = run.attemptsWithoutProgress + 1;
  const failure = why.kind === "BROKEN" ? { failure: { ...why.failure } } : {};
  if (lost < ATTEMPTS_WITHOUT_PROGRESS_MAX)
    return { to: "QUEUED", outcome, delayMs: retryDelayMs(lost), attemptsWithoutProgress: lost, keepRequested: true, ...failure };
  // The attempt ended as it did: outcome FAILED is a finish's, and would tell a runner that comes back that it finished.
  return { to: "FAILED", outcome, attemptsWithoutProgress: lost, failure: { ...SILENT }, ...failure };
}

const SILENT: RunFailure = {
  code: "RUNNER_LOST",
  message: `The runner fell silent in ${ATTEMPTS_WITHOUT_PROGRESS_MAX} attempts in a row, and none of them reached a new checkpoint.`,
  advice:
    "Look at the runner's own log around these times. Out of memory is the usual cause: lower optimizer.batchSize or picture.size, then retry the run.",
  blame: "MACHINE",
};

/** @returns true when the lease ended here; false when it is no longer this one's, or not over. */
export async function endLease(tx: Tx, { teamId, runId, leaseEpoch, runnerId, actor, why, onlyExpired }: EndedLease): Promise<boolean> {
  // The lock keeps the wish and the count as read until the move.
  await tx.$executeRaw`SELECT FROM runs WHERE team_id = ${teamId} AND id = ${runId} FOR UPDATE`;
  const run = await tx.run.findUnique({
    where: { teamId_id: { teamId, id: runId } },
    select: { requested: true, attemptsWithoutProgress: true },
  });
  if (!run) return false;
  // Asked before the move, which forgets the runner and the lease.
  const held = why.kind === "LEASE_LOST" || why.kind === "REVOKED" ? await readHeldLease(tx, teamId, runId) : null;
  const planned = plan(run, why);
  const moved = await moveRun(tx, {
    teamId,
    runId,
    from: ["CLAIMED", "RUNNING"],
    actor,
    lease: runnerId === undefined ? { epoch: leaseEpoch } : { epoch: leaseEpoch, runnerId },
    ...(onlyExpired ? { onlyExpired } : {}),
    ...planned,
  });
  // A runner that gave it back says itself why.
  if (moved && held)
    await noteInLog(tx, { teamId, runId, level: planned.to === "FAILED" ? "ERROR" : "WARNING", message: describeEnd(held, why, planned) });
  return moved;
}
