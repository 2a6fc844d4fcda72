/** @file An API key by its id, before a team is known, and whether it has ended by the database's clock. */
import type { ApiKeyScope } from "../enums.ts";
import type { Statements } from "../statements.ts";

export interface FoundApiKey {
  readonly id: string;
  readonly teamId: string;
  readonly name: string;
  readonly scopes: readonly ApiKeyScope[];
  readonly secretHash: string;
  readonly expiresAt: Date | null;
  /** Revoked, or past its end. */
  readonly isOver: boolean;
}

export async function findApiKey(system: Statements, id: string): Promise<FoundApiKey | null> {
  const rows = await system.$queryRaw<FoundApiKey[]>`
    SELECT id, team_id AS "teamId", name, scopes::text[] AS scopes, secret_hash AS "secretHash", expires_at AS "expiresAt",
      revoked_at IS NOT NULL OR coalesce(expires_at <= now(), false) AS "isOver"
    FROM api_keys WHERE id = ${id}`;
  return rows[0] ?? null;
}
