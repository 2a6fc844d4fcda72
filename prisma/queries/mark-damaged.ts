/** @file A checkpoint whose stored bytes are no longer what was committed: nothing goes on from it any more. */
import type { Tx } from "../database.ts";

/**
 * Marks it, and passes LATEST on to the newest sound checkpoint of its run. BEST goes with it: there is one best, and it is lost.
 * @returns false when it was marked before, or is not there.
 */
export async function markDamaged(tx: Tx, teamId: string, id: string): Promise<boolean> {
  const marked = await tx.$queryRaw<{ runId: string | null }[]>`
    UPDATE checkpoints SET damaged_at = now(), kinds = array_remove(array_remove(kinds, 'LATEST'), 'BEST')
    WHERE team_id = ${teamId} AND id = ${id} AND status = 'COMMITTED' AND damaged_at IS NULL RETURNING run_id AS "runId"`;
  const runId = marked[0]?.runId;
  if (runId)
    await tx.$executeRaw`
      UPDATE checkpoints SET kinds = array_append(kinds, 'LATEST')
      WHERE team_id = ${teamId} AND NOT 'LATEST' = ANY (kinds) AND id = (
        SELECT id FROM checkpoints WHERE team_id = ${teamId} AND run_id = ${runId} AND status = 'COMMITTED' AND damaged_at IS NULL
        ORDER BY step DESC, committed_at DESC, id DESC LIMIT 1)`;
  return marked.length > 0;
}
