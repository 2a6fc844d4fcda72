/** @file What is known of a live lease when it ends without its runner's word. */
import { LEASE_SECONDS } from "@capstan/run/protocol";
import type { Tx } from "../database.ts";

export interface HeldLease {
  /** Null: the runner is not the team's own. */
  readonly runnerName: string | null;
  /** Since the last call that carried the lease, by the database's clock. */
  readonly silentSeconds: number;
  /** Of the checkpoint that the next claim goes on from; null: from the start. */
  readonly resumeStep: number | null;
  /** The last step that was reported. */
  readonly step: number;
}

/** @returns null when nobody holds the run. */
export async function readHeldLease(tx: Tx, teamId: string, runId: string): Promise<HeldLease | null> {
  const rows = await tx.$queryRaw<{ runnerName: string | null; silentSeconds: number; resumeStep: bigint | null; step: bigint }[]>`
    SELECT n.name AS "runnerName", extract(epoch FROM now() - r.lease_until)::float8 + ${LEASE_SECONDS}::float8 AS "silentSeconds", r.step,
      (SELECT max(k.step) FROM checkpoints k WHERE k.team_id = r.team_id AND k.run_id = r.id AND k.status = 'COMMITTED' AND k.damaged_at IS NULL) AS "resumeStep"
    FROM runs r LEFT JOIN runners n ON n.id = r.runner_id
    WHERE r.team_id = ${teamId} AND r.id = ${runId} AND r.lease_until IS NOT NULL`;
  const [row] = rows;
  return row ? { ...row, step: Number(row.step), resumeStep: row.resumeStep === null ? null : Number(row.resumeStep) } : null;
}
