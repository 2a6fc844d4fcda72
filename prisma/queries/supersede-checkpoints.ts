/** @file What a new checkpoint takes from the older ones of its run: their kinds, and the place of those nobody keeps. */
import type { Tx } from "../database.ts";
import { markUnkept } from "./unkept-checkpoints.ts";

/**
 * The checkpoint `id` was just committed. LATEST and BEST belong to one checkpoint of a run at a time. Then the committed ones
 * that no reason keeps, by the run's retention, are marked as deleted.
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
  const retention = await tx.run.findUniqueOrThrow({
    where: { teamId_id: { teamId, id: runId } },
    select: { keepLatest: true, keepBest: true, keepPeriodic: true, keepEverySteps: true },
  });
  return (await markUnkept(tx, teamId, runId, retention)).length;
}
