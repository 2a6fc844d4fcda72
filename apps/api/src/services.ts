/** @file What lives as long as the process: the database, the store of objects, word of changes, captioning, imports. */
import { mkdir } from "node:fs/promises";
import { Database } from "@capstan/prisma/database";
import { addReported } from "@capstan/prisma/queries/add-reported";
import { createCaptionPool } from "./captioning/process-caption-pool.ts";
import { startSweeper } from "./checkpoint/sweep-objects.ts";
import type { Config } from "./config.ts";
import { countedStore } from "./counted-store.ts";
import type { Services } from "./context.ts";
import { createImports } from "./dataset/import-work.ts";
import { createEvaluations } from "./evaluation/evaluation-work.ts";
import { ReportQuota } from "./limits/report-quota.ts";
import { PostgresChangeFeed } from "./live/postgres-change-feed.ts";
import { createLog } from "./log.ts";
import { openStore } from "./open-store.ts";
import { Reaper } from "./run/reaper.ts";

export interface RunningServices extends Services {
  /** Ends them, the database last. */
  stop(): Promise<void>;
}
/** Services that somebody else made, in place of those that the settings ask for. */
export type Given = Partial<Pick<Services, "captions" | "imports" | "evaluations" | "store" | "log">>;

export async function createServices(config: Config, given: Given = {}): Promise<RunningServices> {
  const log = given.log ?? createLog(config.logLevel);
  await mkdir(config.cacheDir, { recursive: true, mode: 0o700 });
  const database = new Database({ appUrl: config.databaseAppUrl, systemUrl: config.databaseSystemUrl, poolSize: config.databasePoolSize });
  const changes = new PostgresChangeFeed(config.databaseSystemUrl);
  const store = countedStore(given.store ?? (await openStore(config.objects, config.publicUrl)));
  const { captionWorkers: workers, captionPrecision: precision } = config;
  const captions = given.captions ?? createCaptionPool({ store, cacheDir: config.cacheDir, workers, precision, log });
  const imports = given.imports ?? createImports({ database, store, objects: config.objects, linkedFolders: config.linkedFolders, log });
  const { objects, cacheDir, linkedFolders } = config;
  const evaluations = given.evaluations ?? createEvaluations({ database, store, objects, cacheDir, linkedFolders, log });
  try {
    await changes.start();
  } catch (cause) {
    await Promise.allSettled([changes.close(), database.close()]);
    throw new Error(
      `The database cannot be reached (${new URL(config.databaseSystemUrl).host}). Start it, or correct DATABASE_SYSTEM_URL.`,
      { cause },
    );
  }
  await Promise.all([database.open(), imports.resume(), evaluations.resume()]);
  const sweeper = startSweeper({ database, store, log });
  const reaper = new Reaper({ database, log });
  reaper.start();
  const reportQuota = new ReportQuota({
    ...config.reportQuota,
    add: (teamId, reported) => database.statementsFor([teamId], (tx) => addReported(tx, teamId, reported)),
    log,
  });
  return {
    config,
    database,
    store,
    changes,
    captions,
    imports,
    evaluations,
    reportQuota,
    log,
    async stop() {
      await Promise.allSettled([
        imports.close(),
        evaluations.close(),
        captions.close(),
        sweeper.close(),
        reaper.stop(),
        reportQuota.close(),
      ]);
      await changes.close();
      await database.close();
    },
  };
}
