/** @file The shape of `metric_buckets`, in which the points of long curves are added up. */
import { Prisma } from "../generated/client.ts";

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
