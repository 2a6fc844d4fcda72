/** @file Fetches a file by signed URL: goes on where it broke, checks the SHA-256, shows it under its name only when whole. */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, open, rename, stat, unlink } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { reasonOf } from "./api.ts";
import { CliError } from "./cli-error.ts";

export interface Wanted {
  readonly name: string;
  readonly sizeBytes: number;
  readonly sha256: string;
}

const TRIES = 6;

async function hashOf(file: string) {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  return hash;
}
const sizeOf = (file: string): Promise<number> => stat(file).then((found) => found.size, () => -1);

/** Brings `wanted` to `target`; `freshUrl` is asked before each try. @throws {CliError} */
export async function download(wanted: Wanted, target: string, freshUrl: () => Promise<string>, onBytes: (bytes: number) => void): Promise<void> {
  if ((await sizeOf(target)) === wanted.sizeBytes && (await hashOf(target)).digest("hex") === wanted.sha256) return onBytes(wanted.sizeBytes);
  await mkdir(path.dirname(target), { recursive: true });
  for (let attempt = 1; ; attempt++) {
    try {
      return await fetchOnce(wanted, target, await freshUrl(), onBytes);
    } catch (error) {
      if (error instanceof CliError || (error as NodeJS.ErrnoException).code === "ENOSPC") throw error;
      if (attempt >= TRIES) throw new CliError(`${wanted.name} could not be fetched (${reasonOf(error)}). Run the same command again: it goes on where it stopped.`, { cause: error });
      await sleep(500 * 2 ** attempt * Math.random());
    }
  }
}

async function fetchOnce(wanted: Wanted, target: string, url: string, onBytes: (bytes: number) => void): Promise<void> {
  const part = `${target}.part`;
  const had = await sizeOf(part);
  const offset = had > 0 && had < wanted.sizeBytes ? had : 0;
  const response = await fetch(url, { headers: offset ? { range: `bytes=${offset}-` } : {}, signal: AbortSignal.timeout(120_000 + Math.ceil(wanted.sizeBytes / 50)) });
  if (!response.ok || !response.body) throw new Error(`the store answered ${response.status}`);
  const isResumed = response.status === 206;
  const hash = isResumed ? await hashOf(part) : createHash("sha256");
  let size = isResumed ? offset : 0;
  if (isResumed) onBytes(offset);
  const handle = await open(part, isResumed ? "a" : "w");
  try {
    for await (const chunk of response.body) {
      hash.update(chunk);
      size += chunk.length;
      await handle.write(chunk);
      onBytes(chunk.length);
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
  if (size < wanted.sizeBytes) throw new Error("the connection ended early");
  if (size > wanted.sizeBytes || hash.digest("hex") !== wanted.sha256) {
    await unlink(part);
    throw new Error("what arrived is not what was stored");
  }
  await rename(part, target);
}
