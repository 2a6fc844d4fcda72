/** @file Says that an import goes on, and how far it is. The database's clock counts, because other APIs read it. */
import type { PrismaClient } from "../generated/client.ts";
import type { Tx } from "../database.ts";

/** @param progress null: as it was. @returns false when the import is no longer worked on under `prefix`. */
export async function touchImport(db: PrismaClient | Tx, versionId: string, prefix: string, progress: object | null): Promise<boolean> {
  const text = progress === null ? null : JSON.stringify(progress);
  const count = await db.$executeRaw`
    UPDATE dataset_versions SET heartbeat_at = now(), progress = coalesce(${text}::jsonb, progress)
    WHERE id = ${versionId} AND object_prefix = ${prefix} AND status = 'IMPORTING'`;
  return count === 1;
}
