/** @file Small JSON files that survive a crash: written beside, synced, renamed, and the folder synced. */
import { mkdir, open, readFile, rename, rm } from "node:fs/promises";
import path from "node:path";
import { pause } from "./pause.ts";

/** Makes the names in `folder` durable; a file's own fsync does not. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** True of an error that ends when somebody makes room. */
export const isDiskFull = (error: unknown): boolean => ["ENOSPC", "EDQUOT"].includes((error as NodeJS.ErrnoException).code ?? "");

export interface Patience {
  /** Gives up waiting. */
  readonly signal?: AbortSignal | undefined;
  /** Called once, when the waiting begins. */
  readonly onDiskFull?: ((error: Error) => void) | undefined;
  readonly retryMs?: number;
}

/**
 * As writeJson, but while the disk is full it waits for room. @returns false when `signal` aborted first: `file` is as it was.
 */
export async function writeJsonWhenRoom(file: string, value: unknown, { signal, onDiskFull, retryMs = 1000 }: Patience): Promise<boolean> {
  for (let tries = 0; ; tries++) {
    try {
      await writeJson(file, value);
      return true;
    } catch (error) {
      if (!isDiskFull(error)) throw error;
      if (tries === 0) onDiskFull?.(error as Error);
      if (signal?.aborted) return false;
      await pause(retryMs, signal);
    }
  }
}

/** Replaces `file` as a whole: a reader sees the old content or the new, also after a power cut. Readable by the owner only. */
export async function writeJson(file: string, value: unknown): Promise<void> {
  const folder = path.dirname(file);
  await mkdir(folder, { recursive: true });
  const beside = `${file}.${process.pid}.new`;
  const handle = await open(beside, "w", 0o600);
  try {
    await handle.writeFile(`${JSON.stringify(value, null, 2)}\n`);
    await handle.sync();
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  } finally {
    await handle.close();
  }
  await rename(beside, file);
  await syncFolder(folder);
}

/** The content of `file`, or null when there is none or it is not JSON (then it was never completely written). */
export async function findJson(file: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
