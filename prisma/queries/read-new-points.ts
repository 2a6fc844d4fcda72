/** @file What a subscriber to curves has not seen: points of later reports than its cursor, whole reports only. */
import type { Statements } from "../statements.ts";

/** bigint's largest. */
const EVERYTHING = "9223372036854775807";

export interface NewPoints {
  /** The cursor after this batch. */
  readonly sequence: number;
  /** The highest attempt in it. */
  readonly attempt: number;
  readonly series: readonly { readonly name: string; readonly steps: readonly number[]; readonly values: readonly (number | null)[] }[];
}

/**
 * Points with a sequence above `after` and not above `upTo`, up to about `pointsMax`: a report is never cut, and the answer's `sequence` is where
 * to go on. Null: there is nothing new. A step that was trained again comes once, with its newest value.
 */
export async function readNewPoints(
  tx: Statements,
  {
    teamId,
    runId,
    names,
    after,
    upTo,
    pointsMax,
  }: { teamId: string; runId: string; names: readonly string[] | null; after: number; upTo: number | null; pointsMax: number },
): Promise<NewPoints | null> {
  const wanted = names && [...names];
  const rows = await tx.$queryRaw<{ name: string; steps: number[]; values: (number | null)[]; sequence: bigint; attempt: number }[]>`
    WITH last AS MATERIALIZED (
      SELECT max(sequence) AS sequence FROM (
        SELECT sequence FROM metric_points
        WHERE team_id = ${teamId} AND run_id = ${runId} AND sequence > ${after} AND sequence <= ${upTo ?? EVERYTHING}::bigint
          AND (${wanted}::text[] IS NULL OR name = ANY (${wanted}::text[]))
        ORDER BY sequence LIMIT ${pointsMax}) first)
    SELECT p.name, array_agg(p.step::float8 ORDER BY p.step) AS steps, array_agg(p.value ORDER BY p.step) AS "values",
      (SELECT sequence FROM last) AS sequence, max(p.attempt) AS attempt
    FROM metric_points p
    WHERE p.team_id = ${teamId} AND p.run_id = ${runId} AND p.sequence > ${after} AND p.sequence <= (SELECT sequence FROM last)
      AND (${wanted}::text[] IS NULL OR p.name = ANY (${wanted}::text[]))
    GROUP BY p.name ORDER BY p.name`;
  if (rows.length === 0) return null;
  return {
    sequence: Number(rows[0]!.sequence),
    attempt: Math.max(...rows.map((row) => row.attempt)),
    series: rows.map(({ name, steps, values }) => ({ name, steps, values })),
  };
}
