/** @file A team keeps an owner. */
import type { Tx } from "@capstan/prisma/database";
import { AppError } from "@capstan/run/error-code";

/**
 * Passes when the team has another owner than `memberId`. Locks the owners' rows, so that two owners cannot both go at once.
 * @throws {AppError} INVALID_INPUT
 */
export async function requireOtherOwner(tx: Tx, teamId: string, memberId: string): Promise<void> {
  const owners = await tx.$queryRaw<
    { id: string }[]
  >`SELECT id FROM members WHERE team_id = ${teamId} AND role = 'OWNER' ORDER BY id FOR UPDATE`;
  if (owners.some(({ id }) => id !== memberId)) return;
  throw new AppError("INVALID_INPUT", "This is the team's last owner: make somebody else an owner first.", { path: ["id"] });
}
