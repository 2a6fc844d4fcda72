/** @file Drops an evaluation that waits or goes on. The database's clock counts: what it left behind is swept by it. */
import type { Tx } from "../database.ts";

/** @returns false when it has ended already. */
export async function cancelEvaluation(tx: Tx, teamId: string, id: string): Promise<boolean> {
  const count = await tx.$executeRaw`
    UPDATE evaluations SET status = 'CANCELLED', finished_at = now(), heartbeat_at = NULL
    WHERE team_id = ${teamId} AND id = ${id} AND status IN ('QUEUED', 'RUNNING')`;
  return count === 1;
}
