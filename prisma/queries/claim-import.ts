/** @file Takes an import, when nobody works on it. */
import type { PrismaClient } from "../generated/client.ts";

export interface ClaimedImport {
  readonly id: string;
  readonly teamId: string;
  readonly datasetId: string;
  readonly number: number;
  readonly uploadId: string | null;
  readonly linkedRoot: string | null;
  readonly limit: number | null;
}

/**
 * Marks the import as worked on under `prefix`, which from then on names who may write to it.
 * @param abandonedSeconds how old the last heartbeat is of an import whose process is gone.
 * @returns null when it is done, or somebody works on it.
 */
export async function claimImport(
  system: PrismaClient,
  versionId: string,
  prefix: string,
  abandonedSeconds: number,
): Promise<ClaimedImport | null> {
  const rows = await system.$queryRaw<ClaimedImport[]>`
    UPDATE dataset_versions SET heartbeat_at = now(), object_prefix = ${prefix}, progress = NULL
    WHERE id = ${versionId} AND status = 'IMPORTING' AND (heartbeat_at IS NULL OR heartbeat_at < now() - make_interval(secs => ${abandonedSeconds}))
    RETURNING id, team_id AS "teamId", dataset_id AS "datasetId", number, upload_id AS "uploadId", linked_root AS "linkedRoot", "limit"`;
  return rows[0] ?? null;
}

/** Imports that nobody works on, oldest first. */
export async function findAbandonedImports(system: PrismaClient, abandonedSeconds: number): Promise<{ readonly id: string }[]> {
  return system.$queryRaw<{ id: string }[]>`
    SELECT id FROM dataset_versions
    WHERE status = 'IMPORTING' AND (heartbeat_at IS NULL OR heartbeat_at < now() - make_interval(secs => ${abandonedSeconds}))
    ORDER BY created_at LIMIT 100`;
}
