/** @file The database of this installation: the embedded server, or the one of DATABASE_URL; roles made, schema brought up to date. */
import path from "node:path";
import { migrate } from "@capstan/prisma/migrate";
import { createDatabase, createRoles, urlAs } from "@capstan/prisma/roles";
import { StageError, stage } from "../setup/stage.mjs";
import { startCluster } from "../postgres/cluster.ts";
import type { Home, Secrets } from "./home.ts";

export interface DatabaseUrls {
  readonly appUrl: string;
  readonly systemUrl: string;
  stop(): Promise<void>;
}
const DATABASE = "capstan";

const expected = (error: unknown): StageError => new StageError(error instanceof Error ? error.message : String(error), { cause: error });

async function embedded(home: Home, secrets: Secrets): Promise<{ ownerUrl: string; stop: () => Promise<void> }> {
  return stage("Starting PostgreSQL", async () => {
    const cluster = await startCluster({
      dataDir: home.database,
      password: secrets.database,
      logFile: path.join(home.logs, "postgres.log"),
    }).catch((error) => {
      throw expected(error);
    });
    await createDatabase(cluster.url("postgres"), DATABASE);
    return { ownerUrl: cluster.url(DATABASE), stop: () => cluster.stop() };
  });
}

export async function openDatabase(home: Home, secrets: Secrets): Promise<DatabaseUrls> {
  const { ownerUrl, stop } = process.env.DATABASE_URL
    ? { ownerUrl: process.env.DATABASE_URL, stop: async () => {} }
    : await embedded(home, secrets);
  try {
    await stage("Bringing the database up to date", async () => {
      const { DATABASE_APP_URL, DATABASE_SYSTEM_URL } = process.env;
      if (!DATABASE_APP_URL || !DATABASE_SYSTEM_URL) await createRoles(ownerUrl, { app: secrets.app, system: secrets.system });
      await migrate(ownerUrl);
    });
  } catch (error) {
    await stop();
    if ((error as { code?: string }).code === "ECONNREFUSED")
      throw new StageError(
        `DATABASE_URL cannot be reached (${new URL(ownerUrl).host}). Start that server, or unset DATABASE_URL for the embedded one.`,
      );
    throw expected(error);
  }
  return {
    appUrl: process.env.DATABASE_APP_URL ?? urlAs(ownerUrl, "capstan_app", secrets.app),
    systemUrl: process.env.DATABASE_SYSTEM_URL ?? urlAs(ownerUrl, "capstan_system", secrets.system),
    stop,
  };
}
