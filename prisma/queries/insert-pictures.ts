/** @file Writes the pictures of a dataset version, many at once. */
import type { Split } from "../enums.ts";
import type { Tx } from "../database.ts";

export interface NewPicture {
  readonly id: string;
  readonly split: Split;
  readonly fileName: string;
  readonly sha256: string;
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  readonly sizeBytes: number;
  readonly references: readonly string[];
  readonly shard: number;
  readonly offset: number;
}

export async function insertPictures(tx: Tx, teamId: string, versionId: string, pictures: readonly NewPicture[]): Promise<void> {
  const column = <Name extends keyof NewPicture>(name: Name): NewPicture[Name][] => pictures.map((picture) => picture[name]);
  // Arrays of arrays must be rectangular in SQL; captions are not, so they travel as JSON.
  const references = pictures.map((picture) => JSON.stringify(picture.references));
  await tx.$executeRaw`
    INSERT INTO pictures (id, team_id, version_id, split, file_name, sha256, width, height, size_bytes, "references", shard, "offset")
    SELECT id, ${teamId}, ${versionId}, split::"Split", file_name, sha256, width, height, size_bytes,
      ARRAY(SELECT jsonb_array_elements_text(captions::jsonb)), shard, "offset"
    FROM unnest(${column("id")}::text[], ${column("split")}::text[], ${column("fileName")}::text[], ${column("sha256")}::text[],
      ${column("width")}::int[], ${column("height")}::int[], ${column("sizeBytes")}::int[], ${references}::text[],
      ${column("shard")}::int[], ${column("offset")}::bigint[])
      AS new (id, split, file_name, sha256, width, height, size_bytes, captions, shard, "offset")`;
}
