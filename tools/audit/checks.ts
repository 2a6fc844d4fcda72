/**
 * @file What must be true of every database at every moment: the invariants I1 to I10 of the runner protocol, each as queries
 * that answer the ids of what breaks it. TrainingFloor, the soak and `npm run audit` all ask these.
 */
import { BUCKET_STEPS, BUCKET_VALUES } from "@capstan/prisma/queries/metric-buckets";
import { isTerminal, NEXT, RUN_STATUSES } from "@capstan/run/status";

export interface Check {
  /** Names it in reports. */
  readonly name: string;
  readonly invariant: `I${number}`;
  /** What holds when no row is answered. */
  readonly means: string;
  /** Selects one column, `id`. */
  readonly sql: string;
}

const list = (words: readonly string[]): string => words.map((word) => `'${word}'`).join(", ");
const TERMINAL = list(RUN_STATUSES.filter(isTerminal));
const MOVES = RUN_STATUSES.flatMap((from) => NEXT[from].map((to) => `('${from}', '${to}')`)).join(", ");
const LIVE = "r.status IN ('CLAIMED', 'RUNNING')";

/** What a report writes; each row carries the attempt that wrote it and the number of its event. */
const REPORTED = ["metric_points", "log_lines", "epoch_summaries", "samples"];
const reported = (columns: string): string => REPORTED.map((table) => `SELECT ${columns} FROM ${table}`).join(" UNION ALL ");
/** Tables whose rows name a run without a foreign key of the team's. */
const OF_A_RUN = [...REPORTED, "metric_buckets", "run_moves"];

/** No transaction of the API lives longer: what it wrote may bear a time so much after what ended before it. */
const TRANSACTION = "interval '15 seconds'";

/** Steps of the curve `loss`, which has a point for each step, that lie before `upTo` and have none. */
const missingSteps = (upTo: string): string => `
  ${upTo} - CASE WHEN r.initial_checkpoint_id IS NULL THEN 0 ELSE (SELECT min(p.step) - 1 FROM metric_points p WHERE p.run_id = r.id AND p.name = 'loss') END
  <> (SELECT count(*) FROM metric_points p WHERE p.run_id = r.id AND p.name = 'loss' AND p.step BETWEEN 1 AND ${upTo})`;
const HAS_LOSS = "EXISTS (SELECT FROM metric_points p WHERE p.run_id = r.id AND p.name = 'loss')";

export const CHECKS = [
  {
    name: "attempts are the lease epochs",
    invariant: "I1",
    means: "Attempts are numbered 1 to the lease epoch, each once.",
    sql: `SELECT r.id FROM runs r WHERE r.lease_epoch <> (SELECT count(*) FROM attempts a WHERE a.run_id = r.id)
      OR r.lease_epoch <> (SELECT coalesce(max(a.number), 0) FROM attempts a WHERE a.run_id = r.id)`,
  },
  {
    name: "one holder",
    invariant: "I1",
    means: "A live run has one open attempt, its runner's own and the newest; another run has none.",
    sql: `SELECT r.id FROM runs r WHERE (SELECT count(*) FROM attempts a WHERE a.run_id = r.id AND a.ended_at IS NULL) <> (${LIVE})::int
      OR ${LIVE} AND NOT EXISTS (SELECT FROM attempts a WHERE a.run_id = r.id AND a.ended_at IS NULL AND a.number = r.lease_epoch AND a.runner_id = r.runner_id)`,
  },
  {
    name: "lease epochs rise",
    invariant: "I1",
    means: "Each claim raised the lease epoch by one, and nothing else changed it.",
    sql: `SELECT DISTINCT run_id AS id FROM (SELECT run_id, "to", lease_epoch, lag(lease_epoch, 1, 0) OVER (PARTITION BY run_id ORDER BY id) AS before FROM run_moves) m
      WHERE lease_epoch <> before + ("to" = 'CLAIMED')::int`,
  },
  {
    name: "nothing from an old lease",
    invariant: "I2",
    means: "What an attempt reported was stored before anything of a later attempt.",
    sql: `SELECT DISTINCT run_id AS id FROM (
      SELECT run_id, attempt, min(sequence) AS first, max(max(sequence)) OVER (PARTITION BY run_id ORDER BY attempt ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS earlier
      FROM (${reported("run_id, attempt, sequence")}) x GROUP BY run_id, attempt) y WHERE earlier >= first`,
  },
  {
    name: "no late checkpoint",
    invariant: "I2",
    means: "No checkpoint of a lease was committed after the next claim.",
    sql: `SELECT k.id FROM checkpoints k JOIN attempts a ON a.run_id = k.run_id AND a.number = k.lease_epoch + 1
      WHERE k.committed_at > a.claimed_at + ${TRANSACTION}`,
  },
  {
    name: "from a lease that was given",
    invariant: "I2",
    means: "Every reported row bears an attempt and an event number that the run has reached.",
    sql: `SELECT DISTINCT r.id FROM (${reported("run_id, attempt, sequence")}) x JOIN runs r ON r.id = x.run_id WHERE x.sequence > r.event_seq OR x.attempt > r.lease_epoch`,
  },
  {
    name: "the last move is the state",
    invariant: "I3",
    means: "Every change of a run's state was written down.",
    sql: `SELECT r.id FROM runs r WHERE (SELECT m."to" FROM run_moves m WHERE m.run_id = r.id ORDER BY m.id DESC LIMIT 1) IS DISTINCT FROM r.status`,
  },
  {
    name: "moves connect",
    invariant: "I3",
    means: "Each move begins where the one before it ended, and is one that a run may make; none follows a terminal state.",
    sql: `SELECT DISTINCT run_id AS id FROM (SELECT run_id, "from", "to", lag("to") OVER (PARTITION BY run_id ORDER BY id) AS before FROM run_moves) m
      WHERE "from" IS DISTINCT FROM before OR "from" IS NOT NULL AND ("from"::text, "to"::text) NOT IN (${MOVES})`,
  },
  {
    name: "ended for good",
    invariant: "I3",
    means: "A run that ended has a time of its end and neither a lease nor a wish; another has no such time.",
    sql: `SELECT r.id FROM runs r WHERE CASE WHEN r.status IN (${TERMINAL}) THEN r.finished_at IS NULL OR r.lease_until IS NOT NULL OR r.requested IS NOT NULL ELSE r.finished_at IS NOT NULL END`,
  },
  {
    name: "a checkpoint's metrics are stored",
    invariant: "I4",
    means:
      "Up to a committed checkpoint's step no step of the loss is missing; a run that goes on from before a damaged one may end before it.",
    sql: `SELECT k.id FROM checkpoints k JOIN runs r ON r.id = k.run_id WHERE k.status = 'COMMITTED' AND k.damaged_at IS NULL AND k.step > 0 AND ${HAS_LOSS} AND ${missingSteps("k.step")}`,
  },
  {
    name: "a checkpoint is whole",
    invariant: "I4",
    means: "A committed checkpoint has a time of its commit, and its size is the sum of its files.",
    sql: `SELECT k.id FROM checkpoints k WHERE k.status = 'COMMITTED' AND (k.committed_at IS NULL OR jsonb_array_length(k.files) = 0
      OR k.size_bytes <> (SELECT sum((f ->> 'sizeBytes')::bigint) FROM jsonb_array_elements(k.files) f))`,
  },
  {
    name: "no step is missing",
    invariant: "I5",
    means: "A run that SUCCEEDED has every step of its loss.",
    sql: `SELECT r.id FROM runs r WHERE r.status = 'SUCCEEDED' AND ${HAS_LOSS}
      AND ${missingSteps("greatest(r.step, (SELECT max(p.step) FROM metric_points p WHERE p.run_id = r.id AND p.name = 'loss'))")}`,
  },
  {
    name: "finished by its last lease",
    invariant: "I5",
    means:
      "A run that SUCCEEDED was finished by its last lease, which is accepted only when all its reports have arrived: no more events than reports are numbered.",
    sql: `SELECT r.id FROM runs r LEFT JOIN attempts a ON a.run_id = r.id AND a.number = r.lease_epoch
      WHERE r.status = 'SUCCEEDED' AND (a.outcome IS NULL OR a.outcome NOT IN ('SUCCEEDED', 'PAUSED') OR r.ingest_seq + 1 <
        (SELECT count(DISTINCT p.sequence) FROM metric_points p WHERE p.run_id = r.id AND p.attempt = r.lease_epoch))`,
  },
  {
    name: "acknowledged is durable",
    invariant: "I6",
    means: "The server writes to the disk before it answers, for every role: fsync, full_page_writes and synchronous_commit are on.",
    sql: `SELECT name AS id FROM pg_settings WHERE name IN ('fsync', 'full_page_writes', 'synchronous_commit') AND setting IN ('off', 'local')
      UNION SELECT 'synchronous_commit' FROM pg_db_role_setting s CROSS JOIN unnest(s.setconfig) AS given
        WHERE s.setdatabase IN (0, (SELECT oid FROM pg_database WHERE datname = current_database())) AND given IN ('synchronous_commit=off', 'synchronous_commit=local')`,
  },
  {
    name: "one value",
    invariant: "I7",
    means: "A run has one value for a metric and step, one summary for an epoch.",
    sql: `SELECT run_id AS id FROM metric_points GROUP BY run_id, name, step HAVING count(*) > 1
      UNION SELECT run_id FROM epoch_summaries GROUP BY run_id, epoch HAVING count(*) > 1`,
  },
  {
    name: "curves add up",
    invariant: "I7",
    means: "What is kept of each stretch of a curve (its last step, sum, least and greatest value) is what its points say.",
    sql: `SELECT DISTINCT coalesce(b.run_id, p.run_id) AS id FROM metric_buckets b FULL JOIN (
        SELECT run_id, name, bucket, max(step) AS last_step, ${BUCKET_VALUES.sql}
        FROM (SELECT *, step / ${BUCKET_STEPS} AS bucket FROM metric_points) GROUP BY run_id, name, bucket) p
        ON p.run_id = b.run_id AND p.name = b.name AND p.bucket = b.bucket
      WHERE (b.last_step, b.finite, b.low, b.high) IS DISTINCT FROM (p.last_step, p.finite, p.low, p.high)
        OR b.sum IS DISTINCT FROM p.sum AND abs(b.sum - p.sum) > 1e-12 * greatest(abs(b.low), abs(b.high), 1e-280)`,
  },
  {
    name: "running is counted",
    invariant: "I8",
    means: "A team's count of running runs is the number of its live runs, and not above its cap.",
    sql: `SELECT t.id FROM teams t WHERE t.running > t.run_cap OR t.running <> (SELECT count(*) FROM runs r WHERE r.team_id = t.id AND ${LIVE})`,
  },
  {
    name: "rows stay in their team",
    invariant: "I9",
    means: "What belongs to a run belongs to the run's team.",
    sql: OF_A_RUN.map(
      (table) =>
        `SELECT DISTINCT x.run_id AS id FROM ${table} x WHERE NOT EXISTS (SELECT FROM runs r WHERE r.id = x.run_id AND r.team_id = x.team_id)`,
    ).join(" UNION "),
  },
  {
    name: "runners stay in their pool",
    invariant: "I9",
    means: "A live run is held by a runner of its pool, or of the operator.",
    sql: `SELECT r.id FROM runs r WHERE ${LIVE} AND NOT EXISTS (
      SELECT FROM runners w JOIN pools p ON p.id = w.pool_id JOIN teams t ON t.id = p.team_id WHERE w.id = r.runner_id AND (p.id = r.pool_id OR t.is_operator))`,
  },
  {
    name: "objects stay in their team",
    invariant: "I9",
    means: "The bytes of a checkpoint lie under its team's name.",
    sql: `SELECT DISTINCT k.id FROM checkpoints k CROSS JOIN jsonb_array_elements(k.files) f WHERE NOT starts_with(f ->> 'key', k.team_id || '/')`,
  },
  {
    name: "silence is noticed",
    invariant: "I10",
    means: "While the API is up and no grace is given, no live run's lease ended more than 40 s ago.",
    sql: `SELECT r.id FROM runs r WHERE ${LIVE} AND r.lease_until < now() - interval '40 seconds' AND EXISTS (
      SELECT FROM platform_ticks p WHERE p.ticked_at > now() - interval '15 seconds' AND (p.grace_until IS NULL OR p.grace_until < now() - interval '10 seconds'))`,
  },
  {
    name: "nothing is stuck",
    invariant: "I10",
    means:
      "A waiting run may be claimed within the longest back-off, none waits with a wish that only a runner could fulfil, none that is deleted is live.",
    sql: `SELECT r.id FROM runs r WHERE r.status = 'QUEUED' AND r.not_before > now() + interval '11 minutes'
      OR r.status IN ('QUEUED', 'PAUSED') AND r.requested IN ('PAUSE', 'CANCEL') OR r.deleted_at IS NOT NULL AND r.status NOT IN (${TERMINAL})`,
  },
] as const satisfies readonly Check[];

export type CheckName = (typeof CHECKS)[number]["name"];
