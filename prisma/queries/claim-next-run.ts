/** @file The claim: one statement takes the next queued run of a pool for a runner, if its team's cap leaves room. */
import { Prisma } from "../generated/client.ts";
import type { Statements } from "../statements.ts";

export interface Claimant {
  readonly teamId: string;
  readonly poolId: string;
  readonly runnerId: string;
  /** How the run's log calls it, for example “The runner box-1”. */
  readonly runnerName: string;
  /** Names the call: the same one answers the same claim. */
  readonly requestId: string;
  readonly leaseSeconds: number;
}
export interface ClaimedRun {
  readonly id: string;
  readonly teamId: string;
}

/**
 * The live claim that this call made before, if it is repeated. Takes turns with the runner's other calls until the
 * transaction ends, so that a call and its repetition never both claim.
 */
export async function findClaim(tx: Statements, { runnerId, requestId }: Pick<Claimant, "runnerId" | "requestId">): Promise<ClaimedRun | null> {
  await tx.$queryRaw`SELECT pg_advisory_xact_lock(hashtextextended(${runnerId}, 1))::text`;
  const rows = await tx.$queryRaw<ClaimedRun[]>`
    SELECT id, team_id AS "teamId" FROM runs WHERE runner_id = ${runnerId} AND claim_request_id = ${requestId} AND status IN ('CLAIMED', 'RUNNING')`;
  return rows[0] ?? null;
}

/** True when the pool has something that may be claimed now. Cheap: an idle runner asks every other second. */
export async function hasQueuedRun(tx: Statements, teamId: string, poolId: string): Promise<boolean> {
  const rows = await tx.$queryRaw<{ found: boolean }[]>`
    SELECT EXISTS (SELECT FROM runs WHERE team_id = ${teamId} AND pool_id = ${poolId} AND status = 'QUEUED' AND not_before <= now()) AS found`;
  return rows[0]?.found === true;
}

/** Everything behind the choice of `team (id, pool_id)`: its next run, the claim, the count, the attempt, the move and the log. */
const claimOf = ({ runnerId, runnerName, requestId, leaseSeconds }: Claimant): Prisma.Sql => Prisma.sql`
    next AS MATERIALIZED (
      SELECT r.id FROM runs r JOIN team ON team.id = r.team_id
      WHERE r.status = 'QUEUED' AND r.pool_id = team.pool_id AND r.not_before <= now() AND r.deleted_at IS NULL
      ORDER BY r.priority DESC, r.created_at, r.id LIMIT 1 FOR UPDATE OF r SKIP LOCKED),
    claimed AS (
      UPDATE runs r SET status = 'CLAIMED', lease_epoch = r.lease_epoch + 1, runner_id = ${runnerId}, ingest_seq = -1, event_seq = r.event_seq + 1,
        claim_request_id = ${requestId}, lease_until = now() + ${leaseSeconds}::float8 * interval '1 second', failure = NULL
      FROM next WHERE r.id = next.id RETURNING r.id, r.team_id, r.lease_epoch, r.event_seq,
        (SELECT max(k.step) FROM checkpoints k WHERE k.run_id = r.id AND k.status = 'COMMITTED' AND k.damaged_at IS NULL) AS from_step),
    counted AS (UPDATE teams t SET running = t.running + 1 FROM claimed WHERE t.id = claimed.team_id),
    attempt AS (
      INSERT INTO attempts (team_id, run_id, number, runner_id, from_step)
      SELECT c.team_id, c.id, c.lease_epoch, ${runnerId}, coalesce(c.from_step, 0) FROM claimed c),
    logged AS (
      INSERT INTO log_lines (team_id, run_id, sequence, line, at, level, message, attempt)
      SELECT c.team_id, c.id, c.event_seq, 0, now(), 'INFO', ${runnerName} || ' took the run (attempt ' || c.lease_epoch || '), from '
        || coalesce('step ' || c.from_step, 'its start') || '.', c.lease_epoch FROM claimed c),
    noted AS (
      INSERT INTO run_moves (team_id, run_id, "from", "to", lease_epoch, actor)
      SELECT team_id, id, 'QUEUED', 'CLAIMED', lease_epoch, ${runnerId} FROM claimed)`;

/**
 * The team's row is locked first and its cap looked at under the lock, so that concurrent claims never pass the cap. A pool
 * is one team's, so claims wait for each other for a few milliseconds rather than pass the team over and answer "nothing".
 * @returns the claimed run, or null when nothing is queued or the team is at its cap.
 */
export async function claimNextRun(tx: Statements, claimant: Claimant): Promise<ClaimedRun | null> {
  const rows = await tx.$queryRaw<ClaimedRun[]>`
    WITH team AS MATERIALIZED (
      SELECT id, ${claimant.poolId} AS pool_id FROM teams WHERE id = ${claimant.teamId} AND running < run_cap FOR UPDATE),
    ${claimOf(claimant)}
    SELECT id, team_id AS "teamId" FROM claimed`;
  return rows[0] ?? null;
}

/**
 * The same for a pool of the operator's, over all teams that have a door to it: the least busy team (running / cap) first,
 * and among equals the one whose turn is longest ago. A team at its cap is passed over and blocks nobody. Under the system role.
 */
export async function claimSharedRun(system: Statements, claimant: Claimant): Promise<ClaimedRun | null> {
  const rows = await system.$queryRaw<ClaimedRun[]>`
    WITH team AS MATERIALIZED (
      SELECT t.id, d.id AS pool_id FROM teams t JOIN pools d ON d.team_id = t.id AND d.shared_pool_id = ${claimant.poolId}
      WHERE t.running < t.run_cap
        AND EXISTS (SELECT FROM runs q WHERE q.pool_id = d.id AND q.status = 'QUEUED' AND q.not_before <= now() AND q.deleted_at IS NULL)
      ORDER BY t.running::float8 / t.run_cap, d.last_claimed_at NULLS FIRST, t.id LIMIT 1 FOR UPDATE OF t SKIP LOCKED),
    ${claimOf(claimant)},
    turn AS (UPDATE pools d SET last_claimed_at = clock_timestamp() FROM claimed, team WHERE d.id = team.pool_id)
    SELECT id, team_id AS "teamId" FROM claimed`;
  return rows[0] ?? null;
}

/** True when a team with a door to the operator's pool has something that may be claimed now. */
export async function hasSharedRun(system: Statements, poolId: string): Promise<boolean> {
  const rows = await system.$queryRaw<{ found: boolean }[]>`
    SELECT EXISTS (SELECT FROM pools d JOIN runs q ON q.pool_id = d.id WHERE d.shared_pool_id = ${poolId} AND q.status = 'QUEUED' AND q.not_before <= now()) AS found`;
  return rows[0]?.found === true;
}
