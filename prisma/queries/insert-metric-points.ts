/** @file Writes a report's points in one statement; a step that is trained again replaces its old value. */
import type { Statements } from "../statements.ts";

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
const arrayText = (values: readonly (number | null)[]): string => `{${values.map((value) => (Object.is(value, -0) ? "-0" : (value ?? "NULL"))).join(",")}}`;

/**
 * `points` are columns of one length; of a (name, step) that comes twice the last one counts.
 * @returns how many values differ in their bits from what an earlier attempt reported for the same step.
 */
export async function insertMetricPoints(tx: Statements, { teamId, runId, attempt, sequence }: Origin, points: PointColumns): Promise<number> {
  if (points.names.length === 0) return 0;
  const rows = await tx.$queryRaw<{ divergent: number }[]>`
    WITH fresh AS MATERIALIZED (
      SELECT DISTINCT ON (name, step) name, step, value
      FROM unnest(${[...points.names]}::text[], ${arrayText(points.steps)}::text::bigint[], ${arrayText(points.values)}::text::float8[])
        WITH ORDINALITY AS given (name, step, value, place)
      ORDER BY name, step, place DESC),
    divergent AS (
      SELECT count(*)::int AS n FROM fresh f JOIN metric_points m ON m.run_id = ${runId} AND m.name = f.name AND m.step = f.step
      WHERE m.attempt < ${attempt} AND m.name <> ALL (${TIMINGS}::text[]) AND float8send(m.value) IS DISTINCT FROM float8send(f.value)),
    written AS (
      INSERT INTO metric_points (team_id, run_id, name, step, value, sequence, attempt)
      SELECT ${teamId}, ${runId}, name, step, value, ${sequence}, ${attempt} FROM fresh
      ON CONFLICT (run_id, name, step) DO UPDATE SET value = excluded.value, sequence = excluded.sequence, attempt = excluded.attempt)
    SELECT n AS divergent FROM divergent`;
  return rows[0]?.divergent ?? 0;
}
