/** @file Curves, thinned in the database: hundreds of thousands of points become at most as many as a chart has pixels. */
import type { Statements } from "../statements.ts";
import { BUCKET_STEPS, BUCKET_VALUES } from "./metric-buckets.ts";

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
  /** The value, or the mean of the finite ones of a piece. */
  readonly values: readonly (number | null)[];
  readonly min: readonly (number | null)[];
  readonly max: readonly (number | null)[];
}

interface Sums extends Omit<Curve, "values"> {
  readonly finite: readonly number[];
  readonly sums: readonly (number | null)[];
}

/**
 * A curve of at most `maxPoints` comes as it is. A longer one is cut into at most `maxPoints` pieces of equally many steps, and
 * a piece is shown at its last step.
 *
 * Pieces of fewer than 32 steps are cut evenly, and added up from their points: each is a range of the primary key, as grouping all
 * points by a computed piece took two to three times as long. Longer ones are made of whole buckets of 32 steps that were added up as
 * they came; only the two buckets at the ends, which may lie half outside, are added up from their points.
 *
 * Rows are grouped by a curve's number, as names are slow to sort by, and columns come as JSON: the driver reads arrays value by value,
 * which for five thousand points took two thirds as long as the query itself.
 */
export async function readMetrics(tx: Statements, request: CurveRequest): Promise<Curve[]> {
  const { teamId, runId, maxPoints } = request;
  const names = request.names && [...request.names];
  const from = request.fromStep ?? 0;
  const to = request.toStep ?? Number.MAX_SAFE_INTEGER;
  const curves = await tx.$queryRaw<Sums[]>`
    WITH RECURSIVE found AS (
      (SELECT name FROM metric_points WHERE run_id = ${runId} ORDER BY name LIMIT 1)
      UNION ALL
      SELECT (SELECT m.name FROM metric_points m WHERE m.run_id = ${runId} AND m.name > f.name ORDER BY m.name LIMIT 1) FROM found f WHERE f.name IS NOT NULL),
    curves AS MATERIALIZED (
      SELECT *, high - low + 1 AS steps FROM (
        SELECT row_number() OVER () AS curve, f.name,
          (SELECT m.step FROM metric_points m WHERE m.run_id = ${runId} AND m.name = f.name AND m.step >= ${from} ORDER BY m.step LIMIT 1) AS low,
          (SELECT m.step FROM metric_points m WHERE m.run_id = ${runId} AND m.name = f.name AND m.step <= ${to} ORDER BY m.step DESC LIMIT 1) AS high,
          (SELECT count(*) FROM (SELECT FROM metric_points m WHERE m.run_id = ${runId} AND m.name = f.name AND m.step BETWEEN ${from} AND ${to}
            LIMIT ${maxPoints + 1}) few) <= ${maxPoints} AS whole
        FROM found f WHERE f.name IS NOT NULL AND (${names}::text[] IS NULL OR f.name = ANY (${names}::text[]))) ends),
    short_pieces AS MATERIALIZED (
      SELECT curve, name, low + ceil(place::numeric * steps / ${maxPoints}::int)::bigint AS first, low + ceil((place + 1)::numeric * steps / ${maxPoints}::int)::bigint AS beyond
      FROM curves, generate_series(0, ${maxPoints}::int - 1) place WHERE NOT whole AND steps < ${BUCKET_STEPS}::bigint * ${maxPoints}::int),
    long_pieces AS MATERIALIZED (
      SELECT curve, name, low, high, low / ${BUCKET_STEPS}::bigint AS first, high / ${BUCKET_STEPS}::bigint AS last,
        ceil((high / ${BUCKET_STEPS}::bigint - low / ${BUCKET_STEPS}::bigint + 1)::numeric / ${maxPoints}::int)::bigint AS buckets
      FROM curves WHERE NOT whole AND steps >= ${BUCKET_STEPS}::bigint * ${maxPoints}::int),
    parts AS (
      SELECT l.curve, (b.bucket - l.first) / l.buckets AS place, b.last_step AS step, b.finite, b.sum, b.low, b.high
      FROM long_pieces l JOIN metric_buckets b ON b.run_id = ${runId} AND b.name = l.name AND b.bucket > l.first AND b.bucket < l.last
      WHERE b.team_id = ${teamId}
      UNION ALL
      SELECT l.curve, (ends.bucket - l.first) / l.buckets, points.*
      FROM long_pieces l CROSS JOIN LATERAL (SELECT l.first UNION SELECT l.last) ends (bucket) CROSS JOIN LATERAL (
        SELECT max(p.step), ${BUCKET_VALUES}
        FROM metric_points p WHERE p.run_id = ${runId} AND p.name = l.name AND p.team_id = ${teamId} AND p.step BETWEEN l.low AND l.high
          AND p.step >= ends.bucket * ${BUCKET_STEPS}::bigint AND p.step < (ends.bucket + 1) * ${BUCKET_STEPS}::bigint) points),
    shown AS (
      SELECT c.curve, p.step, (p.value IS NOT NULL)::int AS finite, p.value AS sum, p.value AS low, p.value AS high
      FROM curves c JOIN metric_points p ON p.run_id = ${runId} AND p.name = c.name AND p.step BETWEEN c.low AND c.high
      WHERE c.whole AND p.team_id = ${teamId}
      UNION ALL
      SELECT s.curve, last.step, piece.*
      FROM short_pieces s CROSS JOIN LATERAL (
        SELECT m.step FROM metric_points m WHERE m.run_id = ${runId} AND m.name = s.name AND m.step >= s.first AND m.step < s.beyond
          AND m.team_id = ${teamId} ORDER BY m.step DESC LIMIT 1) last
      CROSS JOIN LATERAL (
        SELECT ${BUCKET_VALUES}
        FROM metric_points p WHERE p.run_id = ${runId} AND p.name = s.name AND p.step >= s.first AND p.step < s.beyond AND p.team_id = ${teamId}) piece
      UNION ALL
      SELECT curve, max(step), sum(finite)::int, sum(sum), min(low), max(high) FROM parts GROUP BY curve, place),
    columns AS (
      SELECT curve, json_agg(step ORDER BY step) AS steps, json_agg(finite ORDER BY step) AS finite, json_agg(sum ORDER BY step) AS sums,
        json_agg(low ORDER BY step) AS min, json_agg(high ORDER BY step) AS max
      FROM shown GROUP BY curve)
    SELECT name, columns.steps, finite, sums, min, max FROM columns JOIN curves USING (curve) ORDER BY name`;
  // Divided here, as PostgreSQL fails where a quotient is smaller than any double.
  return curves.map(({ finite, sums, ...curve }) => ({ ...curve, values: sums.map((sum, i) => (sum === null ? null : sum / finite[i]!)) }));
}
