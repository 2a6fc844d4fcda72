/** @file Adds to what a team's runners reported today, and reads what all of the API's replicas counted. */
import type { Statements } from "../statements.ts";

export interface Reported {
  readonly points: number;
  readonly bytes: number;
}

/** @returns the sum of this UTC day, this call's included. */
export async function addReported(tx: Statements, teamId: string, { points, bytes }: Reported): Promise<Reported> {
  const rows = await tx.$queryRaw<Reported[]>`
    UPDATE teams SET reported_on = (now() AT TIME ZONE 'UTC')::date,
      reported_points = CASE WHEN reported_on = (now() AT TIME ZONE 'UTC')::date THEN reported_points ELSE 0 END + ${points}::bigint,
      reported_bytes = CASE WHEN reported_on = (now() AT TIME ZONE 'UTC')::date THEN reported_bytes ELSE 0 END + ${bytes}::bigint
    WHERE id = ${teamId} RETURNING reported_points::float8 AS points, reported_bytes::float8 AS bytes`;
  return rows[0] ?? { points: 0, bytes: 0 };
}
