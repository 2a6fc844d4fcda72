/** @file F12: the disk is full: of the runner, of the store, of the database. Everybody waits; nothing is half written. */
import { auditOf } from "./support/audit.ts";
import type { FaultContext, FaultRow, Figure } from "./support/figure.ts";
import { fullDatabaseDisk } from "./support/full-database-disk.ts";
import { fullRunnerDisk } from "./support/full-runner-disk.ts";
import { fullStoreDisk } from "./support/full-store-disk.ts";
import { Platform } from "./support/platform.ts";
import { mountSmallDisk } from "./support/small-disk.ts";

const STORE_MB = 64;
const DATABASE_MB = 320;

/** The store's disk, then the database's, of a platform of their own. */
async function fullPlatformDisks(context: FaultContext): Promise<Figure[]> {
  const storeDid = `objects on a tmpfs of ${STORE_MB} MB, full`;
  const databaseDid = `PostgreSQL on a tmpfs of ${DATABASE_MB} MB, full`;
  const [store, database] = [await mountSmallDisk(STORE_MB), await mountSmallDisk(DATABASE_MB)];
  if (typeof store === "string" || typeof database === "string") {
    const why = String(typeof store === "string" ? store : database);
    return [storeDid, databaseDid].map((did) => ({ row: "F12", did, n: 0, wanted: "waits and recovers", measured: why, pass: null }));
  }
  const platform = await Platform.start({
    seed: context.seed,
    objectsDir: `${store.folder}/objects`,
    dataDir: `${database.folder}/data`,
    // Small, so that the files of the log fit several times.
    databaseSettings: { min_wal_size: "32MB", max_wal_size: "64MB" },
  });
  const figures = [
    ...(await fullStoreDisk(platform, store, storeDid, context)),
    ...(await fullDatabaseDisk(platform, database, databaseDid, context)),
  ];
  const findings = await auditOf(platform);
  for (const { invariant, means, ids } of findings) context.say(`  ${invariant}: ${means} (${ids.join(", ")})`);
  await platform.api.end();
  return [
    ...figures,
    {
      row: "F12",
      did: "SQL audit of the platform on small disks",
      n: 1,
      wanted: "0 violations",
      measured: String(findings.length),
      pass: findings.length === 0,
    },
  ];
}

export const diskFull: FaultRow = {
  id: "F12",
  title: "disk full",
  async run(context): Promise<Figure[]> {
    // Side by side, as most of both is waiting.
    const figures = await Promise.all([fullRunnerDisk(await context.platform(), context), fullPlatformDisks(context)]);
    return figures.flat();
  },
};
