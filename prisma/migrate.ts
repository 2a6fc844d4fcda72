/** @file Brings a database to the newest schema by `prisma migrate deploy`, without downloading an engine. */
import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { promisify } from "node:util";

const ROOT = new URL("../", import.meta.url).pathname;

/** @throws {Error} with what Prisma said when a migration fails; the database is as it was before that migration. */
export async function migrate(ownerUrl: string): Promise<void> {
  const prisma = createRequire(import.meta.url).resolve("prisma/build/index.js");
  try {
    await promisify(execFile)(process.execPath, [prisma, "migrate", "deploy"], {
      cwd: ROOT,
      env: {
        ...process.env,
        DATABASE_URL: ownerUrl,
        PRISMA_SCHEMA_ENGINE_BINARY: process.env.PRISMA_SCHEMA_ENGINE_BINARY ?? `${ROOT}prisma/schema-engine/main.mjs`,
        PRISMA_HIDE_UPDATE_MESSAGE: "1",
      },
    });
  } catch (error) {
    const { stderr = "", stdout = "" } = error as { stderr?: string; stdout?: string };
    throw new Error(`The database could not be migrated:\n${(stderr || stdout || String(error)).trim()}`, { cause: error });
  }
}
