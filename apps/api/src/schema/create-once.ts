/** @file Creating mutations that are safe to repeat: the same idempotency key of a team answers the row that it made before. */
import type { Tx } from "@capstan/prisma/database";
import type { Context } from "../context.ts";
import { isViolationOf } from "./unique-violation.ts";

export interface Once<Row> {
  readonly teamId: string;
  /** Without one, each call makes a row. */
  readonly idempotencyKey: string | null | undefined;
  /** In SQL: its unique constraint over team and key tells who was faster. */
  readonly table: string;
  find(
    tx: Tx,
    where: { readonly teamId_idempotencyKey: { readonly teamId: string; readonly idempotencyKey: string } },
  ): Promise<Row | null>;
}

/**
 * The row of an earlier call with this key, or the one that `create` makes; also when two such calls race.
 * @param create not called when there is a row; what it throws is thrown, unless another call made the row meanwhile.
 */
export async function createOnce<Row>(
  ctx: Context,
  once: Once<Row>,
  create: () => Promise<Row>,
): Promise<{ readonly row: Row; readonly isNew: boolean }> {
  const known = await findEarlier(ctx, once);
  if (known) return { row: known, isNew: false };
  try {
    return { row: await create(), isNew: true };
  } catch (error) {
    const winner = isViolationOf(error, `${once.table}_team_id_idempotency_key_key`) ? await findEarlier(ctx, once) : null;
    if (winner) return { row: winner, isNew: false };
    throw error;
  }
}

async function findEarlier<Row>(ctx: Context, { teamId, idempotencyKey, find }: Once<Row>): Promise<Row | null> {
  return idempotencyKey ? ctx.db((tx) => find(tx, { teamId_idempotencyKey: { teamId, idempotencyKey } })) : null;
}
