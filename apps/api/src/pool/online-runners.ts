/**
 * @file How many runners of a pool are online and take runs: one that is drained, or cannot train, takes none. Those of a shared
 * pool are the operator's, whom a team cannot see: it is told their number, so that it knows whether its run waits for its turn
 * or for a machine, and nothing else of them.
 */
import type { Tx } from "@capstan/prisma/database";
import type { Context } from "../context.ts";
import { onlineNow } from "../runner/online.ts";
import { batchLoad } from "../schema/batch-load.ts";
import type { PoolRow } from "./pool-ref.ts";

/** By the id of the pool that the runners belong to. */
async function countOnline(tx: Tx, poolIds: readonly string[]): Promise<Map<string, number>> {
  const groups = await tx.runner.groupBy({
    by: ["poolId"],
    where: { poolId: { in: [...poolIds] }, drainRequestedAt: null, cannotTrain: null, ...onlineNow() },
    _count: true,
  });
  return new Map(groups.map(({ poolId, _count }) => [poolId, _count]));
}

const loadOwn = batchLoad((ctx, poolIds) => ctx.db((tx) => countOnline(tx, poolIds)));
/** Under the system role: only for the ids that doors lead to, which requests neither give nor write. */
const loadShared = batchLoad((ctx, poolIds) => countOnline(ctx.database.system, poolIds));

export async function onlineRunners(ctx: Context, pool: PoolRow): Promise<number> {
  const count = await (pool.sharedPoolId === null ? loadOwn(ctx, pool.id) : loadShared(ctx, pool.sharedPoolId));
  return count ?? 0;
}
