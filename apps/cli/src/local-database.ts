/**
 * @file The address of the database that `npm start` runs here, for programs that need it. The command itself never opens it.
 */
import { readFileSync } from "node:fs";
import path from "node:path";

const DATABASE = "capstan";
const ROLE = "capstan_system";
/** PostgreSQL writes its port on this line of postmaster.pid. */
const PORT_LINE = 3;

function readIfThere(file: string): string | null {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if (["ENOENT", "EACCES"].includes((error as NodeJS.ErrnoException).code ?? "")) return null;
    throw error;
  }
}

/** Of the home that was named; else of the nearest `.capstan` in one of `folders` or above it. Null when none has a running database. */
export function findLocalDatabase(home: string | null, folders: readonly string[]): string | null {
  if (home !== null) return databaseIn(home);
  for (const start of folders) {
    for (let folder = start; ; folder = path.dirname(folder)) {
      const found = databaseIn(path.join(folder, ".capstan"));
      if (found) return found;
      if (folder === path.dirname(folder)) break;
    }
  }
  return null;
}

function databaseIn(home: string): string | null {
  const secrets = readIfThere(path.join(home, "secrets.json"));
  const port = readIfThere(path.join(home, "postgres", "postmaster.pid"))
    ?.split("\n")
    .at(PORT_LINE)
    ?.trim();
  if (!secrets || !port) return null;
  const { system } = JSON.parse(secrets) as { system: string };
  return `postgresql://${ROLE}:${encodeURIComponent(system)}@127.0.0.1:${port}/${DATABASE}`;
}
