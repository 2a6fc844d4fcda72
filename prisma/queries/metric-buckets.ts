/** @file `metric_buckets`, in which the points of long curves are added up. */
import { Prisma } from "../generated/client.ts";
import type { Statements } from "../statements.ts";

/** A bucket holds the points of so many steps. Fewer make its rows as many as the points, more make the buckets too wide for a chart. */
export const BUCKET_STEPS = 32;

/**
 * What a bucket says of the column `value` of its points: `finite` of them, their `sum`, the least and the greatest. Values beyond
 * 1e300 count as that in the sum: PostgreSQL fails where a sum is larger than any double, and would refuse a report for it.
 */
export const BUCKET_VALUES = Prisma.sql`count(value)::int AS finite, sum(greatest(least(value, 1e300), -1e300)) FILTER (WHERE value IS NOT NULL) AS sum, min(value) AS low, max(value) AS high`;

/** Fills the buckets of points that were written by plain SQL; a statement with the run's id as its parameter. */
export const ADD_UP_RUN = `INSERT INTO metric_buckets (team_id, run_id, name, bucket, last_step, finite, sum, low, high)
  SELECT team_id, run_id, name, step / ${BUCKET_STEPS}, max(step), ${BUCKET_VALUES.sql} FROM metric_points WHERE run_id = $1 GROUP BY team_id, run_id, name, step / ${BUCKET_STEPS}`;

/** Adds up anew the buckets of these points, columns of one length, that were changed or removed. A bucket without points goes. */
export async function addUpAgain(
  tx: Statements,
  runId: string,
  names: readonly string[],
  steps: readonly (number | bigint)[],
): Promise<void> {
  await tx.$executeRaw`
    WITH sums AS MATERIALIZED (
      SELECT changed.*, points.* FROM (
        SELECT DISTINCT name, step / ${BUCKET_STEPS}::bigint AS bucket
        FROM unnest(${[...names]}::text[], ${`{${steps.join(",")}}`}::text::bigint[]) given (name, step)) changed
      CROSS JOIN LATERAL (
        SELECT max(step) AS last_step, ${BUCKET_VALUES} FROM (
          SELECT step, value FROM metric_points m WHERE m.run_id = ${runId} AND m.name = changed.name
            AND m.step >= changed.bucket * ${BUCKET_STEPS}::bigint AND m.step < (changed.bucket + 1) * ${BUCKET_STEPS}::bigint
          ORDER BY step LIMIT ${BUCKET_STEPS}::int) each) points),
    emptied AS (
      DELETE FROM metric_buckets b USING sums s WHERE b.run_id = ${runId} AND b.name = s.name AND b.bucket = s.bucket AND s.last_step IS NULL)
    UPDATE metric_buckets b SET last_step = s.last_step, finite = s.finite, sum = s.sum, low = s.low, high = s.high
    FROM sums s WHERE b.run_id = ${runId} AND b.name = s.name AND b.bucket = s.bucket AND s.last_step IS NOT NULL`;
}
