/** @file A page of a dataset version's pictures, by split and by words in their names and captions. */
import { Prisma } from "../generated/client.ts";
import type { Split } from "../enums.ts";
import type { PictureModel } from "../models.ts";
import type { Tx } from "../database.ts";

export interface PictureSearch {
  readonly teamId: string;
  readonly versionId: string;
  readonly split: Split | null;
  /** Text that the file's name or a caption contains, in either case. */
  readonly search: string | null;
}

/** `text` as a pattern that matches itself anywhere. */
const pattern = (text: string): string => `%${text.replaceAll(/[\\%_]/g, (sign) => `\\${sign}`)}%`;

function condition({ teamId, versionId, split, search }: PictureSearch): Prisma.Sql {
  const ofSplit = split === null ? Prisma.empty : Prisma.sql`AND split = ${split}::"Split"`;
  const like = search === null ? "" : pattern(search);
  const found =
    search === null
      ? Prisma.empty
      : Prisma.sql`AND (file_name ILIKE ${like} OR EXISTS (SELECT FROM unnest("references") AS caption WHERE caption ILIKE ${like}))`;
  return Prisma.sql`team_id = ${teamId} AND version_id = ${versionId} ${ofSplit} ${found}`;
}

/** Ordered by split, then id: the order of the index. `after` is the split and id of the last row of the page before. */
export async function findPictures(
  tx: Tx,
  search: PictureSearch,
  after: readonly [split: string, id: string] | null,
  take: number,
): Promise<PictureModel[]> {
  const beyond = after === null ? Prisma.empty : Prisma.sql`AND (split, id) > (${after[0]}::"Split", ${after[1]})`;
  return tx.$queryRaw<PictureModel[]>`
    SELECT id, team_id AS "teamId", version_id AS "versionId", split, file_name AS "fileName", sha256, width, height,
      size_bytes AS "sizeBytes", "references", shard, "offset"
    FROM pictures WHERE ${condition(search)} ${beyond} ORDER BY split, id LIMIT ${take}`;
}

export async function countPictures(tx: Tx, search: PictureSearch): Promise<number> {
  const [row] = await tx.$queryRaw<{ count: bigint }[]>`SELECT count(*) AS count FROM pictures WHERE ${condition(search)}`;
  return Number(row!.count);
}
