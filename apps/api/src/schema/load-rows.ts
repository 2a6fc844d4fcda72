/** @file Rows that others point to, read in batches: a list of runs asks once for all of its pools. */
import type { Tx } from "@capstan/prisma/database";
import type { CheckpointRow } from "../checkpoint/checkpoint-ref.ts";
import type { Context } from "../context.ts";
import type { DatasetVersionRow } from "../dataset/dataset-version-ref.ts";
import type { PictureRow } from "../dataset/picture-ref.ts";
import type { PoolRow } from "../pool/pool-ref.ts";
import type { RunRow } from "../run/run-ref.ts";
import type { RunnerRow } from "../runner/runner-ref.ts";
import type { TeamRow } from "../team/team-ref.ts";
import type { UserRow } from "../user/user-ref.ts";
import { batchLoad, byId } from "./batch-load.ts";

type Load<Row> = (ctx: Context, id: string) => Promise<Row | null>;

/** Batches within a tick, and caches nothing: a context lives as long as its socket, and rows change meanwhile. */
const loader = <Row extends { readonly id: string }>(find: (tx: Tx, ids: string[]) => Promise<Row[]>): Load<Row> =>
  batchLoad(async (ctx, ids) => byId(await ctx.db((tx) => find(tx, [...ids]))));

export const loadTeam: Load<TeamRow> = loader((tx, ids) => tx.team.findMany({ where: { id: { in: ids } } }));
export const loadRun: Load<RunRow> = loader((tx, ids) => tx.run.findMany({ where: { id: { in: ids } } }));
export const loadPool: Load<PoolRow> = loader((tx, ids) => tx.pool.findMany({ where: { id: { in: ids } } }));
export const loadRunner: Load<RunnerRow> = loader((tx, ids) => tx.runner.findMany({ where: { id: { in: ids } } }));
export const loadDatasetVersion: Load<DatasetVersionRow> = loader((tx, ids) => tx.datasetVersion.findMany({ where: { id: { in: ids } } }));
export const loadCheckpoint: Load<CheckpointRow> = loader((tx, ids) => tx.checkpoint.findMany({ where: { id: { in: ids } } }));
export const loadPicture: Load<PictureRow> = loader((tx, ids) => tx.picture.findMany({ where: { id: { in: ids } } }));
/** The request role may read these columns of people and no others. Null also for what an API key made. */
export const loadUser: Load<UserRow> = loader(async (tx, ids) => {
  const rows = await tx.user.findMany({
    where: { id: { in: ids } },
    select: { id: true, name: true, email: true, image: true, createdAt: true },
  });
  return rows as UserRow[];
});

/** A row that a foreign key says is there. */
export async function present<Row>(loaded: Promise<Row | null>): Promise<Row> {
  const row = await loaded;
  if (row === null) throw new Error("A row is missing that another one points to.");
  return row;
}
