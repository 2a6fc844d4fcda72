/**
 * @file The only way a run moves after its creation, but for the claim: one conditional UPDATE, which also writes the move
 * down, ends the attempt and gives back the team's place.
 */
import type { EndReason, RunStatus } from "@capstan/run/status";
import { canMove, isLive, isTerminal } from "@capstan/run/status";
import type { Database } from "../database.ts";
import { Prisma } from "../generated/client.ts";
import type { RunModel } from "../models.ts";
import type { Statements } from "../statements.ts";
import { changedRun, runOf, type RunJson } from "./run-json.ts";

export interface Move {
  readonly teamId: string;
  readonly runId: string;
  readonly from: readonly RunStatus[];
  readonly to: RunStatus;
  /** A user's, key's or runner's id, or `reaper`. */
  readonly actor: string;
  /** Only while this lease holds. */
  readonly lease?: { readonly epoch: number; readonly runnerId?: string };
  /** Only when the reports of the lease up to this one have arrived, and no others. */
  readonly afterReport?: number;
  /** Only when nobody asked anything of it. */
  readonly onlyUnasked?: boolean;
  /** Only when the lease is over by the database's clock. */
  readonly onlyExpired?: boolean;
  /** Why the attempt ended; with moves that end a lease. */
  readonly outcome?: string;
  readonly endReason?: EndReason;
  readonly failure?: Readonly<Record<string, unknown>>;
  /** With a move to QUEUED: milliseconds from now before which nobody claims it. */
  readonly delayMs?: number;
  readonly attemptsWithoutProgress?: number;
  /** Keeps what was requested of the run; otherwise a move that ends a lease forgets it. */
  readonly keepRequested?: boolean;
}

/** The statement of a move, which then answers as `answer` says from the row `moved`. */
function moveStatement(move: Move, answer: Prisma.Sql): Prisma.Sql {
  const { teamId, runId, from, to, actor, lease } = move;
  const wrong = from.find((status) => !canMove(status, to));
  if (wrong) throw new Error(`A run never moves from ${wrong} to ${to}.`);
  const endsLease = !isLive(to);
  const set: Prisma.Sql[] = [Prisma.sql`status = ${to}::"RunStatus"`, Prisma.sql`event_seq = r.event_seq + 1`];
  if (to === "RUNNING") set.push(Prisma.sql`started_at = coalesce(r.started_at, now())`);
  if (endsLease) {
    set.push(Prisma.sql`lease_until = NULL`, Prisma.sql`samples_per_second = NULL`, Prisma.sql`eta_seconds = NULL`);
    if (!move.keepRequested) set.push(Prisma.sql`requested = NULL`);
  }
  if (to === "QUEUED") {
    set.push(Prisma.sql`runner_id = NULL`, Prisma.sql`claim_request_id = NULL`);
    set.push(Prisma.sql`not_before = now() + ${move.delayMs ?? 0}::float8 * interval '1 millisecond'`);
  }
  if (isTerminal(to)) set.push(Prisma.sql`finished_at = now()`, Prisma.sql`end_reason = ${move.endReason ?? null}::"EndReason"`);
  if (move.failure) set.push(Prisma.sql`failure = ${JSON.stringify(move.failure)}::jsonb`);
  if (move.attemptsWithoutProgress !== undefined) set.push(Prisma.sql`attempts_without_progress = ${move.attemptsWithoutProgress}`);

  return Prisma.sql`
    WITH before AS MATERIALIZED (
      SELECT id, team_id, status, lease_epoch FROM runs
      WHERE team_id = ${teamId} AND id = ${runId} AND deleted_at IS NULL
        AND status::text = ANY (${[...from]}::text[])
        ${lease ? Prisma.sql`AND lease_epoch = ${lease.epoch}` : Prisma.empty}
        ${lease?.runnerId ? Prisma.sql`AND runner_id = ${lease.runnerId}` : Prisma.empty}
        ${move.afterReport === undefined ? Prisma.empty : Prisma.sql`AND ingest_seq = ${move.afterReport}::bigint`}
        ${move.onlyUnasked ? Prisma.sql`AND requested IS NULL` : Prisma.empty}
        ${move.onlyExpired ? Prisma.sql`AND lease_until < now()` : Prisma.empty}
      FOR UPDATE),
    moved AS (
      UPDATE runs r SET ${Prisma.join(set, ", ")} FROM before b WHERE r.id = b.id AND r.status = b.status AND r.lease_epoch = b.lease_epoch
      RETURNING r.*, b.status AS was, b.status IN ('CLAIMED', 'RUNNING') AND ${endsLease}::boolean AS ended),
    noted AS (
      INSERT INTO run_moves (team_id, run_id, "from", "to", lease_epoch, actor)
      SELECT team_id, id, was, ${to}::"RunStatus", lease_epoch, ${actor} FROM moved),
    attempt AS (
      UPDATE attempts a SET ended_at = now(), outcome = ${move.outcome ?? to} FROM moved m
      WHERE m.ended AND a.run_id = m.id AND a.number = m.lease_epoch AND a.ended_at IS NULL),
    counted AS (
      UPDATE teams t SET running = t.running - 1 FROM moved m WHERE m.ended AND t.id = m.team_id)
    ${answer}`;
}

/** @returns true when the run moved; false when it was not in one of `from`, or the lease is another's. */
export async function moveRun(tx: Statements, move: Move): Promise<boolean> {
  const rows = await tx.$queryRaw<{ id: string }[]>`${moveStatement(move, Prisma.sql`SELECT id FROM moved`)}`;
  return rows.length === 1;
}

/** The same as a transaction of its own, in one message. @returns the run as it is then; null when it did not move. */
export async function moveRunAtOnce(database: Database, move: Move): Promise<RunModel | null> {
  const [run] = await database.statementOnce<RunJson>(
    [move.teamId],
    move.runId,
    moveStatement(move, Prisma.sql`SELECT to_json(moved) FROM moved`),
    changedRun,
  );
  return run ? runOf(run) : null;
}
