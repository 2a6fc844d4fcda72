/** @file Which checkpoints of a run no reason keeps: asked before a policy is changed, and marked as deleted afterwards. */
import type { Tx } from "../database.ts";
import { Prisma } from "../generated/client.ts";

/** What a run keeps beside what is always kept: pinned and aliased checkpoints, FINAL and IMPORTED ones, the one to go on from. */
export interface Retention {
  /** The newest so many, by step; at least one. */
  readonly keepLatest: number;
  readonly keepBest: boolean;
  readonly keepPeriodic: boolean;
  /** Of every so many steps the first checkpoint; null: none for that reason. */
  readonly keepEverySteps: number | null;
}
export interface UnkeptCheckpoint {
  readonly id: string;
  readonly sizeBytes: bigint;
}

/** A damaged checkpoint counts as none: it neither takes a place among the newest nor stays for what it was. */
function unkept(teamId: string, runId: string, { keepLatest, keepBest, keepPeriodic, keepEverySteps }: Retention): Prisma.Sql {
  const kinds = ["LATEST", "FINAL", "IMPORTED", ...(keepBest ? ["BEST"] : []), ...(keepPeriodic ? ["PERIODIC"] : [])];
  const sound = Prisma.sql`k.team_id = ${teamId} AND k.run_id = ${runId} AND k.status = 'COMMITTED' AND k.damaged_at IS NULL`;
  const firstOfEach = keepEverySteps
    ? Prisma.sql`AND c.id NOT IN (
        SELECT id FROM (
          SELECT k.id, row_number() OVER (PARTITION BY k.step / ${keepEverySteps}::bigint ORDER BY k.step, k.id) AS place
          FROM checkpoints k WHERE ${sound} AND k.step >= ${keepEverySteps}::bigint) placed
        WHERE place = 1)`
    : Prisma.empty;
  return Prisma.sql`
    c.team_id = ${teamId} AND c.run_id = ${runId} AND c.status = 'COMMITTED' AND NOT c.pinned
      AND NOT EXISTS (SELECT FROM aliases a WHERE a.team_id = ${teamId} AND a.checkpoint_id = c.id)
      AND NOT EXISTS (SELECT FROM runs r WHERE r.team_id = ${teamId} AND r.initial_checkpoint_id = c.id AND r.status IN ('QUEUED', 'CLAIMED', 'RUNNING', 'PAUSED'))
      AND (c.damaged_at IS NOT NULL OR (
        NOT c.kinds && ${kinds}::text[]::"CheckpointKind"[]
        AND c.id NOT IN (SELECT k.id FROM checkpoints k WHERE ${sound} ORDER BY k.step DESC, k.committed_at DESC, k.id DESC LIMIT ${Math.max(1, keepLatest)})
        ${firstOfEach}))`;
}

/** Those that would go under `retention`, the newest first. */
export const findUnkept = (tx: Tx, teamId: string, runId: string, retention: Retention): Promise<UnkeptCheckpoint[]> =>
  tx.$queryRaw<
    UnkeptCheckpoint[]
  >`SELECT c.id, c.size_bytes AS "sizeBytes" FROM checkpoints c WHERE ${unkept(teamId, runId, retention)} ORDER BY c.step DESC, c.id DESC`;

/** Marks those as deleted that nothing keeps; the store is swept a day later. @returns what was marked. */
export const markUnkept = (tx: Tx, teamId: string, runId: string, retention: Retention): Promise<UnkeptCheckpoint[]> =>
  tx.$queryRaw<UnkeptCheckpoint[]>`
    UPDATE checkpoints c SET status = 'DELETED', deleted_at = now() WHERE ${unkept(teamId, runId, retention)} RETURNING c.id, c.size_bytes AS "sizeBytes"`;
