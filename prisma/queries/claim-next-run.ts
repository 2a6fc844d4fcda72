/** @file The claim: one statement takes the next queued run of a pool for a runner, if the team's cap leaves room. */
import type { Tx } from "../database.ts";

export interface Claimant {
  readonly teamId: string;
  readonly poolId: string;
  readonly runnerId: string;
  /** Names the call: the same one answers the same claim. */
  readonly requestId: string;
  readonly leaseSeconds: number;
}

/**
 * The live claim that this call made before, if it is repeated. Takes turns with the runner's other calls until the
 * transaction ends, so that a call and its repetition never both claim.
 */
export async function findClaim(tx: Tx, { teamId, runnerId, requestId }: Claimant): Promise<string | null> {
  await tx.$queryRaw`SELECT pg_advisory_xact_lock(hashtextextended(${runnerId}, 1))::text`;
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM runs WHERE team_id = ${teamId} AND runner_id = ${runnerId} AND claim_request_id = ${requestId} AND status IN ('CLAIMED', 'RUNNING')`;
  return rows[0]?.id ?? null;
}

/** True when the pool has something that may be claimed now. Cheap: an idle runner asks every other second. */
export async function hasQueuedRun(tx: Tx, teamId: string, poolId: string): Promise<boolean> {
  const rows = await tx.$queryRaw<{ found: boolean }[]>`
    SELECT EXISTS (SELECT FROM runs WHERE team_id = ${teamId} AND pool_id = ${poolId} AND status = 'QUEUED' AND not_before <= now()) AS found`;
  return rows[0]?.found === true;
}

/**
 * The team's row is locked first and its cap looked at under the lock, so that concurrent claims never pass the cap. A pool
 * is one team's, so claims wait for each other for a few milliseconds rather than pass the team over and answer "nothing".
 * @returns the id of the claimed run, or null when nothing is queued or the team is at its cap.
 */
export async function claimNextRun(tx: Tx, { teamId, poolId, runnerId, requestId, leaseSeconds }: Claimant): Promise<string | null> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    WITH team AS MATERIALIZED (
      SELECT id FROM teams WHERE id = ${teamId} AND running < run_cap FOR UPDATE),
    next AS MATERIALIZED (
      SELECT r.id FROM runs r JOIN team ON team.id = r.team_id
      WHERE r.status = 'QUEUED' AND r.pool_id = ${poolId} AND r.not_before <= now() AND r.deleted_at IS NULL
      ORDER BY r.priority DESC, r.created_at, r.id LIMIT 1 FOR UPDATE OF r SKIP LOCKED),
    claimed AS (
      UPDATE runs r SET status = 'CLAIMED', lease_epoch = r.lease_epoch + 1, runner_id = ${runnerId}, ingest_seq = -1, event_seq = r.event_seq + 1,
        claim_request_id = ${requestId}, lease_until = now() + ${leaseSeconds}::float8 * interval '1 second', failure = NULL
      FROM next WHERE r.id = next.id RETURNING r.id, r.team_id, r.lease_epoch),
    counted AS (UPDATE teams t SET running = t.running + 1 FROM claimed WHERE t.id = claimed.team_id),
    attempt AS (
      INSERT INTO attempts (team_id, run_id, number, runner_id, from_step)
      SELECT c.team_id, c.id, c.lease_epoch, ${runnerId},
        coalesce((SELECT max(k.step) FROM checkpoints k WHERE k.run_id = c.id AND k.status = 'COMMITTED'), 0) FROM claimed c),
    noted AS (
      INSERT INTO run_moves (team_id, run_id, "from", "to", lease_epoch, actor)
      SELECT team_id, id, 'QUEUED', 'CLAIMED', lease_epoch, ${runnerId} FROM claimed)
    SELECT id FROM claimed`;
  return rows[0]?.id ?? null;
}
