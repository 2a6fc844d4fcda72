/** @file Which database and which objects are audited: those of the environment, or what `npm start` keeps on this machine. */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { ROOT } from "../start/home.ts";
import type { Secrets } from "../start/home.ts";

export interface Installation {
  /** Of a role that sees all teams. */
  readonly url: string;
  /** Where bytes lie on this disk; null: they do not, or nobody said where. */
  readonly objectsFolder: string | null;
}

/** @throws {Error} that says how to name a database. */
export function findInstallation(variables: Readonly<Record<string, string | undefined>> = process.env): Installation {
  const home = path.resolve(variables.CAPSTAN_HOME ?? path.join(ROOT, ".capstan"));
  const given = variables.DATABASE_URL ?? variables.DATABASE_SYSTEM_URL;
  if (given) return { url: given, objectsFolder: variables.OBJECTS_DIR ?? null };
  const [secretsFile, pidFile] = [path.join(home, "secrets.json"), path.join(home, "postgres/postmaster.pid")];
  if (!existsSync(secretsFile) || !existsSync(pidFile))
    throw new Error(
      `No database runs in ${home}. Start the platform (npm start), or set DATABASE_URL to the database that is to be audited.`,
    );
  const { database } = JSON.parse(readFileSync(secretsFile, "utf8")) as Secrets;
  const port = readFileSync(pidFile, "utf8").split("\n")[3];
  return {
    url: `postgresql://postgres:${encodeURIComponent(database)}@127.0.0.1:${port}/capstan`,
    objectsFolder: path.join(home, "objects"),
  };
}
