/**
 * @file The claim: one statement takes the next queued run of a pool for a runner, if its team's cap leaves room, and reads what
 * the runner needs to train it; where a run goes on from is read behind it, for those that do.
 */
import { Prisma } from "../generated/client.ts";
import type { Database } from "../database.ts";
import { fixedStatement, type BoundStatement } from "../fixed-statement.ts";
import { changedRun, runOf, type RunJson } from "./run-json.ts";
import type { CheckpointModel, DatasetVersionModel, RunModel } from "../models.ts";

export interface Claimant {
  readonly teamId: string;
  readonly poolId: string;
  readonly runnerId: string;
  /** The runner's own team: the operator's for a shared one. */
  readonly runnerTeamId: string;
  /** How the run's log calls it, for example “The runner box-1”. */
  readonly runnerName: string;
  /** Names the call: the same one answers the same claim. */
  readonly requestId: string;
  readonly leaseSeconds: number;
}
export type ClaimedCheckpoint = Pick<CheckpointModel, "id" | "epoch" | "files"> & { readonly step: number };
export interface Claimed {
  readonly run: RunModel;
  readonly version: Pick<DatasetVersionModel, "id" | "contentHash" | "files" | "linkedRoot">;
  /** Newest first, at most two. */
  readonly checkpoints: readonly ClaimedCheckpoint[];
  readonly initial: ClaimedCheckpoint | null;
}
export interface ClaimAnswer {
  /** Somebody drains the runner: it keeps a claim that it has, and gets no other. */
  readonly draining: boolean;
  /** Null when nothing is queued or the team is at its cap. */
  readonly claimed: Claimed | null;
}
type Answer = Pick<Claimed, "version"> & { readonly run: RunJson | null; readonly draining: boolean | null; readonly isRepeated: boolean };

/** Conditions of the live claim that this call made before. */
const heldBy = ({ runnerId, requestId }: Claimant): Prisma.Sql =>
  Prisma.sql`runner_id = ${runnerId} AND claim_request_id = ${requestId} AND status IN ('CLAIMED', 'RUNNING')`;
const runnerOf = ({ runnerTeamId, runnerId }: Claimant): Prisma.Sql =>
  Prisma.sql`runner AS MATERIALIZED (SELECT drain_requested_at IS NOT NULL AS draining FROM runners WHERE team_id = ${runnerTeamId} AND id = ${runnerId})`;
/** The runner itself, and whether this call is a repetition. */
const callOf = (claimant: Claimant): Prisma.Sql => Prisma.sql`
    ${runnerOf(claimant)},
    held AS MATERIALIZED (SELECT id FROM runs WHERE ${heldBy(claimant)})`;
const MAY_CLAIM = Prisma.sql`(SELECT NOT draining FROM runner) AND NOT EXISTS (SELECT FROM held)`;
/**
 * The run that is next in a pool. Asked for in the queue's order even where any would do: the index gives it in one step. Its
 * team is not asked for: a run's pool is one of its team's, by its foreign key, and with a condition on both PostgreSQL, which
 * takes them for independent, expects so few rows that it reads and sorts the whole queue.
 */
const nextIn = (poolId: Prisma.Sql): Prisma.Sql => Prisma.sql`
      SELECT q.id FROM runs q WHERE q.status = 'QUEUED' AND q.pool_id = ${poolId} AND q.not_before <= now() AND q.deleted_at IS NULL
      ORDER BY q.priority DESC, q.created_at, q.id LIMIT 1`;

/**
 * Everything behind the choice of `team (id, pool_id)`: its next run, the claim, the count, the attempt, the move and the log.
 * The pool is a sub-select and not a join, so that the queue's index gives the order and a claim reads one row of it, not all.
 */
const claimOf = ({ runnerId, runnerName, requestId, leaseSeconds }: Claimant): Prisma.Sql => Prisma.sql`
    next AS MATERIALIZED (${nextIn(Prisma.sql`(SELECT pool_id FROM team)`)} FOR UPDATE OF q SKIP LOCKED),
    claimed AS (
      UPDATE runs r SET status = 'CLAIMED', lease_epoch = r.lease_epoch + 1, runner_id = ${runnerId}, ingest_seq = -1, event_seq = r.event_seq + 1,
        claim_request_id = ${requestId}, lease_until = now() + ${leaseSeconds}::float8 * interval '1 second', failure = NULL
      FROM next, team WHERE r.id = next.id AND r.team_id = team.id RETURNING r.*,
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

/** The row called `run`, whose lease holds it still; null where there is none. */
const ANSWER = Prisma.sql`'draining', (SELECT draining FROM runner), 'run', run,
      'version', (SELECT jsonb_build_object('id', v.id, 'contentHash', v.content_hash, 'files', v.files, 'linkedRoot', v.linked_root)
        FROM dataset_versions v WHERE v.team_id = run.team_id AND v.id = run.dataset_version_id)`;

type Claim = (claimant: Claimant) => BoundStatement;
/** A claim as the parts of a WITH say, of which one is called `claimed`. */
const claimStatement = (parts: (claimant: Claimant) => Prisma.Sql): Claim =>
  fixedStatement(
    (claimant) => Prisma.sql`
    WITH ${callOf(claimant)}, ${parts(claimant)}
    SELECT json_build_object('isRepeated', EXISTS (SELECT FROM held), ${ANSWER}) FROM (SELECT) call LEFT JOIN claimed run ON true`,
  );
const repeated: Claim = fixedStatement(
  (claimant) => Prisma.sql`
    WITH ${runnerOf(claimant)} SELECT json_build_object('isRepeated', true, ${ANSWER}) FROM (SELECT) call LEFT JOIN (SELECT * FROM runs WHERE ${heldBy(claimant)}) run ON true`,
);

const CHECKPOINT = Prisma.sql`jsonb_build_object('id', k.id, 'step', k.step, 'epoch', k.epoch, 'files', k.files)`;
/** What a run goes on from. */
type Starts = Pick<Claimed, "checkpoints" | "initial">;
const startsOf = fixedStatement<Pick<RunModel, "teamId" | "id" | "initialCheckpointId">>(
  ({ teamId, id, initialCheckpointId }) => Prisma.sql`
    SELECT json_build_object(
      'checkpoints', coalesce((SELECT jsonb_agg(${CHECKPOINT} ORDER BY k.step DESC, k.committed_at DESC, k.id DESC) FROM (
        SELECT * FROM checkpoints c WHERE c.team_id = ${teamId} AND c.run_id = ${id} AND c.status = 'COMMITTED' AND c.damaged_at IS NULL
        ORDER BY c.step DESC, c.committed_at DESC, c.id DESC LIMIT 2) k), '[]'),
      'initial', (SELECT ${CHECKPOINT} FROM checkpoints k WHERE k.team_id = ${teamId} AND k.id = ${initialCheckpointId}))`,
);
/** Of a run that nobody had before, and that begins with no weights. */
const NO_STARTS: Starts = { checkpoints: [], initial: null };

/**
 * A call and its repetition take turns, so that never both claim. What only some claims need, of a call that is repeated and of a
 * run that goes on from somewhere, is read by statements of their own, so that most claims are one that is lean.
 */
async function claimBy(database: Database, teamIds: readonly string[] | null, claimant: Claimant, statement: Claim): Promise<ClaimAnswer> {
  const ask = async (claim: Claim): Promise<Answer> =>
    (await database.statementOnce<Answer>(teamIds, claimant.runnerId, claim(claimant), ({ run }) => run && changedRun(run)))[0]!;
  let answer = await ask(statement);
  if (answer.isRepeated && statement !== repeated) answer = await ask(repeated);
  const { isRepeated, version } = answer;
  const draining = answer.draining === true;
  if (!answer.run) return { draining, claimed: null };
  const run = runOf(answer.run);
  const isFresh = !isRepeated && run.leaseEpoch === 1 && run.initialCheckpointId === null;
  const starts = isFresh ? NO_STARTS : (await database.statementOnce<Starts>(teamIds, claimant.runnerId, startsOf(run)))[0]!;
  return { draining, claimed: { run, version, ...starts } };
}

/**
 * The team's row is locked first and its cap looked at under the lock, so that concurrent claims never pass the cap. A pool
 * is one team's, so claims wait for each other for a few milliseconds rather than pass the team over and answer "nothing".
 * Nothing is locked when nothing waits: an idle runner asks every other second.
 */
export function claimNextRun(database: Database, claimant: Claimant): Promise<ClaimAnswer> {
  return claimBy(database, [claimant.teamId], claimant, ownClaim);
}
const ownClaim = claimStatement(
  (claimant) => Prisma.sql`
    team AS MATERIALIZED (
      SELECT id, ${claimant.poolId} AS pool_id FROM teams WHERE id = ${claimant.teamId} AND running < run_cap AND ${MAY_CLAIM}
        AND (${nextIn(Prisma.sql`${claimant.poolId}`)}) IS NOT NULL FOR UPDATE),
    ${claimOf(claimant)}`,
);

/**
 * The same for a pool of the operator's, over all teams that have a door to it: the least busy team (running / cap) first,
 * and among equals the one whose turn is longest ago. A team at its cap is passed over and blocks nobody. Under the system role.
 * @param busyTeams `skip` passes over teams that somebody claims from right now, and may so answer “nothing” while there is
 *   something; `wait` does not.
 */
export function claimSharedRun(database: Database, claimant: Claimant, busyTeams: "skip" | "wait"): Promise<ClaimAnswer> {
  return claimBy(database, null, claimant, sharedClaim[busyTeams]);
}
// Row by row, in that order: the queues of the teams behind the first that has something are not looked at.
const sharedClaimStatement = (passOver: Prisma.Sql): Claim =>
  claimStatement(
    (claimant) => Prisma.sql`
    teams_in_turn AS MATERIALIZED (
      SELECT t.id, d.id AS pool_id FROM teams t JOIN pools d ON d.team_id = t.id AND d.shared_pool_id = ${claimant.poolId}
      WHERE t.running < t.run_cap ORDER BY t.running::float8 / t.run_cap, d.last_claimed_at NULLS FIRST, t.id),
    team AS MATERIALIZED (
      SELECT taken.id, o.pool_id FROM teams_in_turn o CROSS JOIN LATERAL (
        SELECT t.id FROM teams t WHERE t.id = o.id AND t.running < t.run_cap AND ${MAY_CLAIM}
          AND (${nextIn(Prisma.sql`o.pool_id`)}) IS NOT NULL
        FOR UPDATE OF t ${passOver}) taken LIMIT 1),
    ${claimOf(claimant)},
    turn AS (UPDATE pools d SET last_claimed_at = clock_timestamp() FROM claimed, team WHERE d.id = team.pool_id)`,
  );
const sharedClaim = { skip: sharedClaimStatement(Prisma.sql`SKIP LOCKED`), wait: sharedClaimStatement(Prisma.empty) };

/**
 * Only the live claim that this call made before: for a runner that may keep what it has, and is to get nothing else.
 * @param teamIds null: under the system role, for a runner whose run may be any team's.
 */
export function claimHeldRun(database: Database, claimant: Claimant, teamIds: readonly string[] | null): Promise<ClaimAnswer> {
  return claimBy(database, teamIds, claimant, repeated);
}
