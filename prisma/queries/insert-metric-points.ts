/** @file Writes a report's points in one statement; a step that is trained again replaces its old value. */
import { Prisma } from "../generated/client.ts";
import type { Statements } from "../statements.ts";
import { addUpAgain, BUCKET_STEPS, BUCKET_VALUES } from "./metric-buckets.ts";

export interface PointColumns {
  readonly names: readonly string[];
  readonly steps: readonly number[];
  /** null = not finite */
  readonly values: readonly (number | null)[];
}
export interface Origin {
  readonly teamId: string;
  readonly runId: string;
  /** The lease epoch. */
  readonly attempt: number;
  readonly sequence: bigint;
}

/** Measured times differ between two trainings of a step, and say nothing about whether they computed the same. */
const TIMINGS = ["samplesPerSecond", "dataWaitMs"];

/** Numbers travel as PostgreSQL's own array text: exact for every double, and null stays null. */
const arrayText = (values: readonly (number | null)[]): string =>
  `{${values.map((value) => (Object.is(value, -0) ? "-0" : (value ?? "NULL"))).join(",")}}`;

/** To what a bucket holds. A sum is null where no value is finite. */
const ADDED = Prisma.sql`ON CONFLICT (run_id, name, bucket) DO UPDATE SET last_step = greatest(b.last_step, excluded.last_step), finite = b.finite + excluded.finite,
  sum = coalesce(b.sum + excluded.sum, b.sum, excluded.sum), low = least(b.low, excluded.low), high = greatest(b.high, excluded.high)`;

/**
 * `points` are columns of one length; of a (name, step) that comes twice the last one counts. What they add up to is kept beside
 * them, in buckets.
 *
 * The old value of each point is looked up by itself: planned as a join, while the table is small, it reads the whole run each time.
 * @returns how many values differ in their bits from what an earlier attempt reported for the same step.
 */
export async function insertMetricPoints(tx: Statements, origin: Origin, points: PointColumns): Promise<number> {
  if (points.names.length === 0) return 0;
  const { teamId, runId, attempt, sequence } = origin;
  const rows = await tx.$queryRaw<{ divergent: number; replaced: boolean }[]>`
    WITH fresh AS MATERIALIZED (
      SELECT DISTINCT ON (name, step) name, step, value
      FROM unnest(${[...points.names]}::text[], ${arrayText(points.steps)}::text::bigint[], ${arrayText(points.values)}::text::float8[])
        WITH ORDINALITY AS given (name, step, value, place)
      ORDER BY name, step, place DESC),
    compared AS MATERIALIZED (
      SELECT f.*, old.attempt IS NOT NULL AS replaces, coalesce(
        old.attempt < ${attempt} AND f.name <> ALL (${TIMINGS}::text[]) AND float8send(old.value) IS DISTINCT FROM float8send(f.value), false) AS diverges
      FROM fresh f LEFT JOIN LATERAL (
        SELECT value, attempt FROM metric_points m WHERE m.run_id = ${runId} AND m.name = f.name AND m.step = f.step LIMIT 1) old ON true),
    written AS (
      INSERT INTO metric_points (team_id, run_id, name, step, value, sequence, attempt)
      SELECT ${teamId}, ${runId}, name, step, value, ${sequence}, ${attempt} FROM compared
      ON CONFLICT (run_id, name, step) DO UPDATE SET value = excluded.value, sequence = excluded.sequence, attempt = excluded.attempt),
    added AS (
      INSERT INTO metric_buckets AS b (team_id, run_id, name, bucket, last_step, finite, sum, low, high)
      SELECT ${teamId}, ${runId}, name, bucket, max(step), ${BUCKET_VALUES}
      FROM (SELECT *, step / ${BUCKET_STEPS}::bigint AS bucket FROM compared WHERE NOT replaces) GROUP BY name, bucket
      ${ADDED})
    SELECT count(*) FILTER (WHERE diverges)::int AS divergent, bool_or(replaces) AS replaced FROM compared`;
  const { divergent, replaced } = rows[0]!;
  // A value that was replaced cannot be taken out of a sum.
  if (replaced) await addUpAgain(tx, runId, points.names, points.steps);
  return divergent;
}
