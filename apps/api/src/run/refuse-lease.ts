/** @file Why a runner's call was refused, told exactly: somebody else has the run, the lease is over, or reports are missing. */
import { readLease, type Lease, type LeaseState } from "@capstan/prisma/queries/renew-lease";
import type { Statements } from "@capstan/prisma/statements";
import { AppError } from "@capstan/run/error-code";
import { kindOf } from "@capstan/run/id";
import { isLive, type RunStatus } from "@capstan/run/status";
import type { RunnerCaller } from "../caller.ts";
import { notFound } from "../errors.ts";

export const leaseOf = (caller: RunnerCaller, input: { readonly runId: string; readonly leaseEpoch: number }): Lease => ({
  teamId: caller.teamId,
  runId: input.runId,
  runnerId: caller.id,
  leaseEpoch: input.leaseEpoch,
});

/**
 * The state of a lease that holds.
 * @throws NOT_FOUND when there is no such run; {AppError} FENCED when another claim was made since, or the lease was never
 *   this runner's; LEASE_EXPIRED when it was, and ended.
 */
export async function requireLease(tx: Statements, lease: Lease): Promise<LeaseState> {
  const state = kindOf(lease.runId) === "run" ? await readLease(tx, lease) : null;
  if (!state) throw notFound();
  if (!state.held || state.leaseEpoch !== lease.leaseEpoch)
    throw new AppError(
      "FENCED",
      "Another claim of this run was made since, or this lease was never yours. End the trainer and discard its reports.",
    );
  if (!isLive(state.status as RunStatus) || state.runnerId !== lease.runnerId)
    throw new AppError(
      "LEASE_EXPIRED",
      `This lease is over: the run is ${state.status}. End the trainer and discard its reports, then claim again.`,
    );
  return state;
}

/** Reports before `expected` have arrived, that one has not. The payload reads `expected` from the error's detail. */
export const gap = (expected: number): AppError =>
  new AppError("GAP", `Report ${expected} of this lease has not arrived. Send from there on, in order.`, { detail: { expected } });

/** @throws {AppError} GAP unless the reports up to `sequence` have arrived. */
export function requireReports(state: LeaseState, sequence: number): void {
  const arrived = Number(state.ingestSequence);
  if (arrived < sequence) throw gap(arrived + 1);
}
