/** @file The API's own heartbeat: after an outage of the API, runners get a grace before they are reaped. */
import type { Tx } from "../database.ts";

export interface TickOptions {
  /** A last tick older than this says that the API was away. */
  readonly awaySeconds: number;
  readonly graceSeconds: number;
}

/** Takes the reaper's place until the transaction ends. False: another replica is at it. */
export async function lockReaper(tx: Tx): Promise<boolean> {
  const rows = await tx.$queryRaw<{ locked: boolean }[]>`SELECT pg_try_advisory_xact_lock(hashtextextended('capstan reaper', 0)) AS locked`;
  return rows[0]?.locked === true;
}

/** Writes the tick down. @returns true while runners have their grace. */
export async function tickPlatform(tx: Tx, { awaySeconds, graceSeconds }: TickOptions): Promise<boolean> {
  const rows = await tx.$queryRaw<{ grace: boolean }[]>`
    INSERT INTO platform_ticks AS p (id, ticked_at) VALUES (1, now())
    ON CONFLICT (id) DO UPDATE SET ticked_at = now(),
      grace_until = CASE WHEN p.ticked_at < now() - ${awaySeconds}::float8 * interval '1 second'
        THEN now() + ${graceSeconds}::float8 * interval '1 second' ELSE p.grace_until END
    RETURNING coalesce(p.grace_until > now(), false) AS grace`;
  return rows[0]?.grace === true;
}

export interface ExpiredLease {
  readonly teamId: string;
  readonly runId: string;
  readonly leaseEpoch: number;
}

/** Live runs whose lease is over, the longest first. */
export async function findExpiredLeases(tx: Tx, limit: number): Promise<ExpiredLease[]> {
  return tx.$queryRaw<ExpiredLease[]>`
    SELECT team_id AS "teamId", id AS "runId", lease_epoch AS "leaseEpoch" FROM runs
    WHERE status IN ('CLAIMED', 'RUNNING') AND lease_until < now() ORDER BY lease_until LIMIT ${limit} FOR UPDATE SKIP LOCKED`;
}
