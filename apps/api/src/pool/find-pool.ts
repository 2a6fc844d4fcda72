/** @file The pool that an input means. */
import type { Tx } from "@capstan/prisma/database";
import { AppError } from "@capstan/run/error-code";
import { kindOf } from "@capstan/run/id";
import { notFound } from "../errors.ts";
import type { PoolRow } from "./pool-ref.ts";

const DEFAULT_POOL = "default";

/**
 * The pool named, or else the one called default, or else the team's first.
 * @throws NOT_FOUND, the same for missing and foreign; AppError INVALID_INPUT when the team has none.
 */
export async function findPool(tx: Tx, teamId: string, poolId: string | null | undefined): Promise<PoolRow> {
  if (poolId) {
    const pool = kindOf(poolId) === "pool" ? await tx.pool.findUnique({ where: { teamId_id: { teamId, id: poolId } } }) : null;
    if (!pool) throw notFound();
    return pool;
  }
  const pools = await tx.pool.findMany({ where: { teamId }, orderBy: { id: "asc" } });
  const pool = pools.find(({ name }) => name === DEFAULT_POOL) ?? pools[0];
  if (!pool) throw new AppError("INVALID_INPUT", "The team has no pool yet. Make one with createPool.", { path: ["poolId"] });
  return pool;
}
