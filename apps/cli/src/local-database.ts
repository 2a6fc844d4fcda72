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

/** For the nearest of `folders` (or a folder above one) that holds a `.capstan` with a running database; null when none does. */
export function findLocalDatabase(folders: readonly string[]): string | null {
  for (const start of folders) {
    for (let folder = start; ; folder = path.dirname(folder)) {
      const home = path.join(folder, ".capstan");
      const secrets = readIfThere(path.join(home, "secrets.json"));
      const port = readIfThere(path.join(home, "postgres", "postmaster.pid"))?.split("\n")[PORT_LINE]?.trim();
      if (secrets && port) {
        const { system } = JSON.parse(secrets) as { system: string };
        return `postgresql://${ROLE}:${encodeURIComponent(system)}@127.0.0.1:${port}/${DATABASE}`;
      }
      if (folder === path.dirname(folder)) break;
    }
  }
  return null;
}
