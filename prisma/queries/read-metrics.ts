/** @file Curves, thinned in the database: hundreds of thousands of points become at most as many as a chart has pixels. */
import type { Tx } from "../database.ts";

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
 */
export async function readMetrics(tx: Tx, request: CurveRequest): Promise<Curve[]> {
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
    buckets AS (
      SELECT c.name, max(p.step) AS step, avg(p.value) AS value, min(p.value) AS low, max(p.value) AS high
      FROM curves c JOIN metric_points p ON p.run_id = ${runId} AND p.name = c.name AND p.step BETWEEN c.low AND c.high
      WHERE p.team_id = ${teamId}
      GROUP BY c.name, CASE WHEN c.whole THEN p.step ELSE (p.step - c.low) * ${maxPoints} / (c.high - c.low + 1) END)
    SELECT name, array_agg(step::float8 ORDER BY step) AS steps, array_agg(value ORDER BY step) AS "values",
      array_agg(low ORDER BY step) AS min, array_agg(high ORDER BY step) AS max
    FROM buckets GROUP BY name ORDER BY name`;
}
