/** @file One runner per RUNNER_HOME: two would share a state file and a lease. */
import { mkdir, open, readFile, unlink } from "node:fs/promises";
import path from "node:path";

/** Another runner has this home; the message says which, and what to do. */
export class HomeTaken extends Error {
  override name = "HomeTaken";
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
};

/** Takes the lock. @returns what gives it back. @throws an error that names the runner that has it. */
export async function lockHome(home: string): Promise<() => Promise<void>> {
  await mkdir(home, { recursive: true });
  const file = path.join(home, "lock");
  for (let attempt = 0; attempt < 3; attempt++) {
    try {
      const handle = await open(file, "wx");
      await handle.writeFile(String(process.pid));
      await handle.close();
      return () => unlink(file);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      const pid = Number(await readFile(file, "utf8").catch(() => ""));
      // A killed runner leaves its lock behind; its number may belong to another program by now.
      if (pid && pid !== process.pid && isAlive(pid) && (await isRunner(pid)))
        throw new HomeTaken(`Another runner (process ${pid}) uses ${home}. End it, or give this one a RUNNER_HOME of its own.`, {
          cause: error,
        });
      await unlink(file).catch(() => undefined);
    }
  }
  throw new HomeTaken(`${file} could not be taken. Delete it when no runner uses ${home}.`);
}

async function isRunner(pid: number): Promise<boolean> {
  const command = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => null);
  return command === null || command.includes("runner");
}
