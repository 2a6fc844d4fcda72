/** @file Takes an evaluation when nobody works on it, and says that the work goes on. The database's clock counts. */
import type { PrismaClient } from "../generated/client.ts";
import type { Split } from "../enums.ts";

export interface ClaimedEvaluation {
  readonly id: string;
  readonly teamId: string;
  readonly checkpointId: string;
  readonly versionId: string;
  readonly split: Split;
  readonly decoding: unknown;
  readonly limit: number | null;
  /** From then on only who carries it may write. */
  readonly attempt: number;
}

/** @param abandonedSeconds how old the last heartbeat is of one whose process is gone. @returns null when it is done, or somebody works on it. */
export async function claimEvaluation(system: PrismaClient, id: string, abandonedSeconds: number): Promise<ClaimedEvaluation | null> {
  const rows = await system.$queryRaw<ClaimedEvaluation[]>`
    UPDATE evaluations SET status = 'RUNNING', attempt = attempt + 1, heartbeat_at = now()
    WHERE id = ${id} AND status IN ('QUEUED', 'RUNNING') AND (heartbeat_at IS NULL OR heartbeat_at < now() - make_interval(secs => ${abandonedSeconds}))
    RETURNING id, team_id AS "teamId", checkpoint_id AS "checkpointId", version_id AS "versionId", split, decoding, "limit", attempt`;
  return rows[0] ?? null;
}

/** Evaluations that nobody works on, oldest first. */
export async function findOpenEvaluations(system: PrismaClient, abandonedSeconds: number): Promise<{ readonly id: string }[]> {
  return system.$queryRaw<{ id: string }[]>`
    SELECT id FROM evaluations
    WHERE status IN ('QUEUED', 'RUNNING') AND (heartbeat_at IS NULL OR heartbeat_at < now() - make_interval(secs => ${abandonedSeconds}))
    ORDER BY created_at LIMIT 100`;
}

/** @returns false when this attempt is no longer the one that works on it. */
export async function touchEvaluation(
  system: PrismaClient,
  { id, attempt }: Pick<ClaimedEvaluation, "id" | "attempt">,
  progress: { readonly done: number; readonly total: number } | null,
): Promise<boolean> {
  const count = await system.$executeRaw`
    UPDATE evaluations SET heartbeat_at = now(), done = coalesce(${progress?.done ?? null}::int, done), total = coalesce(${progress?.total ?? null}::int, total)
    WHERE id = ${id} AND attempt = ${attempt} AND status = 'RUNNING'`;
  return count === 1;
}
