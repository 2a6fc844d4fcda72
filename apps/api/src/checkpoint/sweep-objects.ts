/** @file Removes bytes that nobody can ask for any more: of checkpoints deleted a day ago and their evaluations, of evaluations that came to nothing, and of uploads that have expired. */
import type { Database } from "@capstan/prisma/database";
import { readClock } from "@capstan/prisma/queries/read-clock";
import type { ObjectStore } from "@capstan/storage/object-store";
import type { Logger } from "pino";
import { z } from "zod";
import { sweepEvaluations } from "../evaluation/sweep-evaluations.ts";

export interface SweepOptions {
  readonly database: Database;
  readonly store: ObjectStore;
  readonly log: Logger;
  /** How long a deleted checkpoint's bytes stay: a run or caption that just began with it may go on. */
  readonly keepDeletedMs?: number;
  readonly everyMs?: number;
}

const DAY_MS = 24 * 3600 * 1000;
/** No import takes as long. */
const IMPORT_MS_MAX = 3600 * 1000;
const EVERY_MS = 10 * 60 * 1000;
/** Rows looked at in one go: the rest waits for the next. */
const ROWS_MAX = 500;

const Files = z.array(z.object({ key: z.string(), storageUploadId: z.string().nullish() }));

export interface Swept {
  checkpoints: number;
  evaluations: number;
  uploads: number;
}

/** One round. @returns how many of each were swept. */
export async function sweepObjects({ database, store, log, keepDeletedMs = DAY_MS }: SweepOptions): Promise<Swept> {
  const swept: Swept = { checkpoints: 0, evaluations: 0, uploads: 0 };
  const { system } = database;
  const now = await readClock(system);
  const before = (ms: number): Date => new Date(now.getTime() - ms);
  // An import whose API died is not taken up again: whoever wants it asks once more.
  await system.checkpoint.updateMany({
    where: { runId: null, status: "UPLOADING", createdAt: { lte: before(IMPORT_MS_MAX) } },
    data: { status: "DELETED", deletedAt: now },
  });
  // What a runner began to upload under a lease that is over can never be committed.
  await system.$executeRaw`
    UPDATE checkpoints k SET status = 'DELETED', deleted_at = now() FROM runs r
    WHERE k.status = 'UPLOADING' AND r.team_id = k.team_id AND r.id = k.run_id
      AND NOT (r.status IN ('CLAIMED', 'RUNNING') AND r.lease_epoch = k.lease_epoch)`;
  const marked = await system.checkpoint.findMany({
    where: { status: "DELETED", sweptAt: null, deletedAt: { lte: before(keepDeletedMs) } },
    select: { id: true, files: true },
    take: ROWS_MAX,
  });
  for (const { id, files } of marked) {
    try {
      for (const { key, storageUploadId } of Files.parse(files)) {
        await store.delete(key);
        if (storageUploadId) await store.abortMultipart(key, storageUploadId);
      }
      // Last: what a crash leaves in between is swept again.
      await system.checkpoint.updateMany({ where: { id, status: "DELETED" }, data: { sweptAt: new Date() } });
      swept.checkpoints++;
    } catch (error) {
      log.warn({ err: error, checkpointId: id }, "a deleted checkpoint's objects could not be removed; trying again later");
    }
  }
  swept.evaluations = await sweepEvaluations(database, store, log, before(keepDeletedMs), now);
  const expired = await system.upload.findMany({
    where: { status: { in: ["OPEN", "COMPLETE"] }, expiresAt: { lte: now } },
    select: { id: true, teamId: true, objectKey: true, storageUploadId: true },
    take: ROWS_MAX,
  });
  for (const { id, teamId, objectKey, storageUploadId } of expired) {
    try {
      // An import that began in time may still read it.
      if ((await system.datasetVersion.count({ where: { teamId, uploadId: id, status: "IMPORTING" } })) > 0) continue;
      await store.abortMultipart(objectKey, storageUploadId);
      await store.delete(objectKey);
      await system.upload.updateMany({ where: { id, teamId }, data: { status: "EXPIRED" } });
      swept.uploads++;
    } catch (error) {
      log.warn({ err: error, uploadId: id }, "an expired upload's bytes could not be removed; trying again later");
    }
  }
  return swept;
}

/** Sweeps now and then until closed. Several APIs may do so at once: everything in it may be done twice. */
export function startSweeper(options: SweepOptions): { close(): Promise<void> } {
  let running: Promise<void> | null = null;
  const round = async (): Promise<void> => {
    try {
      const swept = await sweepObjects(options);
      if (swept.checkpoints + swept.evaluations + swept.uploads > 0) options.log.info(swept, "swept objects");
    } catch (error) {
      options.log.warn({ err: error }, "objects could not be swept; trying again later");
    }
    running = null;
  };
  const timer = setInterval(() => (running ??= round()), options.everyMs ?? EVERY_MS);
  timer.unref();
  return {
    close: async () => {
      clearInterval(timer);
      await running;
    },
  };
}
