/** @file The heartbeat: the lease lasts longer, and nothing else changes. */
import type { RunRequest } from "@capstan/run/status";
import type { Statements } from "../statements.ts";

export interface Lease {
  readonly teamId: string;
  readonly runId: string;
  readonly runnerId: string;
  readonly leaseEpoch: number;
}

/** A lease that is over but not yet reaped is renewed too: nobody else has the run. Null: it is no longer this runner's. */
export async function renewLease(tx: Statements, lease: Lease, leaseSeconds: number): Promise<{ requested: RunRequest | null } | null> {
  const rows = await tx.$queryRaw<{ requested: RunRequest | null }[]>`
    UPDATE runs SET lease_until = now() + ${leaseSeconds}::float8 * interval '1 second'
    WHERE team_id = ${lease.teamId} AND id = ${lease.runId} AND lease_epoch = ${lease.leaseEpoch} AND runner_id = ${lease.runnerId}
      AND status IN ('CLAIMED', 'RUNNING')
    RETURNING requested::text AS requested`;
  return rows[0] ?? null;
}

export interface LeaseState {
  readonly status: string;
  readonly leaseEpoch: number;
  readonly runnerId: string | null;
  readonly ingestSequence: bigint;
  readonly requested: RunRequest | null;
  /** Whether this runner held this lease epoch, now or earlier. */
  readonly held: boolean;
}

/** What is true of a lease, for the answer to a call that the fence refused. Null: there is no such run. */
export async function readLease(tx: Statements, lease: Lease): Promise<LeaseState | null> {
  const rows = await tx.$queryRaw<LeaseState[]>`
    SELECT r.status::text AS status, r.lease_epoch AS "leaseEpoch", r.runner_id AS "runnerId", r.ingest_seq AS "ingestSequence",
      r.requested::text AS requested, a.runner_id IS NOT DISTINCT FROM ${lease.runnerId} AND a.run_id IS NOT NULL AS held
    FROM runs r LEFT JOIN attempts a ON a.run_id = r.id AND a.number = ${lease.leaseEpoch}
    WHERE r.team_id = ${lease.teamId} AND r.id = ${lease.runId}`;
  return rows[0] ?? null;
}
