/** @file Keys never outlast the rights of who made them. */
import type { Role } from "@capstan/prisma/enums";
import type { Tx } from "@capstan/prisma/database";
import { scopesOf } from "./scope.ts";

/**
 * Revokes the keys that `userId` made in the team and that may more than `role` (null: they left).
 * @returns what to add to the audit's summary: nothing, or how many were revoked.
 */
export async function limitKeys(tx: Tx, teamId: string, userId: string, role: Role | null): Promise<string> {
  const keys = await tx.apiKey.findMany({ where: { teamId, createdById: userId, revokedAt: null }, select: { id: true, scopes: true } });
  const allowed = new Set<string>(scopesOf(role));
  const ids = keys.filter(({ scopes }) => role === null || scopes.some((scope) => !allowed.has(scope))).map(({ id }) => id);
  if (ids.length === 0) return "";
  await tx.apiKey.updateMany({ where: { teamId, id: { in: ids } }, data: { revokedAt: new Date() } });
  return `; revoked ${ids.length === 1 ? "the API key" : `${ids.length} API keys`} that they made: ${ids.join(", ")}`;
}
