/** @file What a new checkpoint takes from the older ones of its run: their kinds, and the place of those nobody keeps. */
import type { Tx } from "../database.ts";

const LATEST_KEPT = 2;

/**
 * The checkpoint `id` was just committed. LATEST and BEST belong to one checkpoint of a run at a time. Then the committed ones
 * that no reason keeps are marked as deleted: kept are the two newest, those with BEST, PERIODIC, FINAL or IMPORTED, the
 * pinned, the aliased, and those that another run starts from. The store is swept a day later.
 * @returns how many were marked.
 */
export async function supersedeCheckpoints(tx: Tx, { teamId, runId, id }: { teamId: string; runId: string; id: string }): Promise<number> {
  await tx.$executeRaw`
    UPDATE checkpoints old SET kinds = (
      SELECT coalesce(array_agg(kind), '{}') FROM unnest(old.kinds) AS kind
      WHERE NOT (kind IN ('LATEST', 'BEST') AND kind = ANY (fresh.kinds)))
    FROM checkpoints fresh
    WHERE fresh.team_id = ${teamId} AND fresh.id = ${id} AND old.team_id = ${teamId} AND old.run_id = ${runId} AND old.id <> fresh.id
      AND old.status = 'COMMITTED' AND old.kinds && fresh.kinds AND (old.kinds && '{LATEST,BEST}'::"CheckpointKind"[])`;
  return tx.$executeRaw`
    UPDATE checkpoints c SET status = 'DELETED', deleted_at = now()
    WHERE c.team_id = ${teamId} AND c.run_id = ${runId} AND c.status = 'COMMITTED' AND NOT c.pinned
      AND NOT c.kinds && '{LATEST,BEST,PERIODIC,FINAL,IMPORTED}'::"CheckpointKind"[]
      AND c.id NOT IN (
        SELECT k.id FROM checkpoints k WHERE k.team_id = ${teamId} AND k.run_id = ${runId} AND k.status = 'COMMITTED'
        ORDER BY k.step DESC, k.committed_at DESC, k.id DESC LIMIT ${LATEST_KEPT})
      AND NOT EXISTS (SELECT FROM aliases a WHERE a.team_id = ${teamId} AND a.checkpoint_id = c.id)
      AND NOT EXISTS (SELECT FROM runs r WHERE r.team_id = ${teamId} AND r.initial_checkpoint_id = c.id AND r.status IN ('QUEUED', 'CLAIMED', 'RUNNING', 'PAUSED'))`;
}
