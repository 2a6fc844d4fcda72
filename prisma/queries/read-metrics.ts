/** @file Curves, thinned in the database: hundreds of thousands of points become at most as many as a chart has pixels. */
import type { Statements } from "../statements.ts";

export interface CurveRequest {
  readonly teamId: string;
  readonly runId: string;
  /** Null: every curve of the run. */
  readonly names: readonly string[] | null;
  readonly fromStep: number | null;
  readonly toStep: number | null;
  /** Per curve. */
  readonly maxPoints: number;
}
/** Columns of one length, by step. */
export interface Curve {
  readonly name: string;
  readonly steps: readonly number[];
  /** The value, or the mean of the finite ones of a bucket. */
  readonly values: readonly (number | null)[];
  readonly min: readonly (number | null)[];
  readonly max: readonly (number | null)[];
}

/**
 * A curve of at most `maxPoints` comes as it is. A longer one is cut into `maxPoints` buckets of equally many steps, and a
 * bucket is shown at its last step.
 *
 * Each bucket is a range of the primary key and adds its points up by itself: grouping all points by a computed bucket took
 * two to three times as long. For the same reason the mean is a sum and a count, and the last step a look at the range's end.
 */
export async function readMetrics(tx: Statements, request: CurveRequest): Promise<Curve[]> {
  const { teamId, runId, maxPoints } = request;
  const names = request.names && [...request.names];
  const from = request.fromStep ?? 0;
  const to = request.toStep ?? Number.MAX_SAFE_INTEGER;
  return tx.$queryRaw<Curve[]>`
    WITH RECURSIVE found AS (
      (SELECT name FROM metric_points WHERE run_id = ${runId} ORDER BY name LIMIT 1)
      UNION ALL
      SELECT (SELECT m.name FROM metric_points m WHERE m.run_id = ${runId} AND m.name > f.name ORDER BY m.name LIMIT 1) FROM found f WHERE f.name IS NOT NULL),
    curves AS MATERIALIZED (
      SELECT f.name,
        (SELECT m.step FROM metric_points m WHERE m.run_id = ${runId} AND m.name = f.name AND m.step >= ${from} ORDER BY m.step LIMIT 1) AS low,
        (SELECT m.step FROM metric_points m WHERE m.run_id = ${runId} AND m.name = f.name AND m.step <= ${to} ORDER BY m.step DESC LIMIT 1) AS high,
        (SELECT count(*) FROM (SELECT FROM metric_points m WHERE m.run_id = ${runId} AND m.name = f.name AND m.step BETWEEN ${from} AND ${to}
          LIMIT ${maxPoints + 1}) few) <= ${maxPoints} AS whole
      FROM found f WHERE f.name IS NOT NULL AND (${names}::text[] IS NULL OR f.name = ANY (${names}::text[]))),
    edges AS MATERIALIZED (
      SELECT name, low + ceil(place::numeric * (high - low + 1) / ${maxPoints}::int)::bigint AS first,
        low + ceil((place + 1)::numeric * (high - low + 1) / ${maxPoints}::int)::bigint AS beyond
      FROM curves, generate_series(0, ${maxPoints}::int - 1) place WHERE NOT whole),
    shown AS (
      SELECT c.name, p.step, p.value, p.value AS low, p.value AS high
      FROM curves c JOIN metric_points p ON p.run_id = ${runId} AND p.name = c.name AND p.step BETWEEN c.low AND c.high
      WHERE c.whole AND p.team_id = ${teamId}
      UNION ALL
      SELECT e.name, last.step, bucket.sum / nullif(bucket.finite, 0), bucket.low, bucket.high
      FROM edges e CROSS JOIN LATERAL (
        SELECT m.step FROM metric_points m WHERE m.run_id = ${runId} AND m.name = e.name AND m.step >= e.first AND m.step < e.beyond
          AND m.team_id = ${teamId} ORDER BY m.step DESC LIMIT 1) last
      CROSS JOIN LATERAL (
        SELECT sum(p.value) AS sum, count(p.value) AS finite, min(p.value) AS low, max(p.value) AS high
        FROM metric_points p WHERE p.run_id = ${runId} AND p.name = e.name AND p.step >= e.first AND p.step < e.beyond AND p.team_id = ${teamId}) bucket)
    SELECT name, array_agg(step::float8 ORDER BY step) AS steps, array_agg(value ORDER BY step) AS "values",
      array_agg(low ORDER BY step) AS min, array_agg(high ORDER BY step) AS max
    FROM shown GROUP BY name ORDER BY name`;
}
