/** @file What waits, runs and is overdue over all teams, for the metrics page. Under the system role. */
import type { Statements } from "../statements.ts";

export interface PlatformCounts {
  readonly runs: readonly { readonly status: string; readonly poolId: string; readonly count: number }[];
  /** Since when the run that waits longest may be claimed; 0: none waits. */
  readonly oldestQueuedSeconds: number;
  /** Leases that end within ten seconds, and those that are over and not yet reaped. */
  readonly expiringLeases: number;
  readonly expiredLeases: number;
  readonly unfinishedImports: number;
}

export async function countPlatform(system: Statements): Promise<PlatformCounts> {
  const runs = await system.$queryRaw<{ status: string; poolId: string; count: number }[]>`
    SELECT status::text AS status, pool_id AS "poolId", count(*)::int AS count FROM runs
    WHERE status IN ('QUEUED', 'CLAIMED', 'RUNNING', 'PAUSED') AND deleted_at IS NULL GROUP BY status, pool_id`;
  const [rest] = await system.$queryRaw<Omit<PlatformCounts, "runs">[]>`
    SELECT coalesce((SELECT extract(epoch FROM now() - min(greatest(created_at, not_before)))::float8 FROM runs WHERE status = 'QUEUED' AND not_before <= now()), 0) AS "oldestQueuedSeconds",
      (SELECT count(*)::int FROM runs WHERE status IN ('CLAIMED', 'RUNNING') AND lease_until BETWEEN now() AND now() + interval '10 seconds') AS "expiringLeases",
      (SELECT count(*)::int FROM runs WHERE status IN ('CLAIMED', 'RUNNING') AND lease_until < now()) AS "expiredLeases",
      (SELECT count(*)::int FROM dataset_versions WHERE status = 'IMPORTING') AS "unfinishedImports"`;
  return { runs, ...rest! };
}
