/**
 * @file The one clock by which stored times are judged: the database's. Machines that run the API may be wrong about the time,
 * each by another amount.
 */
import type { Statements } from "../statements.ts";

/** Within a transaction: when it began. */
export async function readClock(tx: Statements): Promise<Date> {
  const rows = await tx.$queryRaw<{ now: Date }[]>`SELECT now() AS now`;
  return rows[0]!.now;
}
