/**
 * @file Downloads one file by its signed URL: resumed where it broke, checked against its size and SHA-256, and visible under
 * its name only when it is whole and flushed to the disk.
 */
import { createHash, type Hash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, open, rename, stat, unlink } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { flushFolder } from "./write-durably.ts";

export interface WantedFile {
  /** For messages. */
  readonly name: string;
  readonly sizeBytes: number;
  /** Hex. */
  readonly sha256: string;
}
export interface SignedFile extends WantedFile {
  readonly url: string;
}

/** The signed URL is no longer good: ask for a fresh one. */
export class UrlExpired extends Error {
  override name = "UrlExpired";
}
/** The store did not answer, or the connection broke, each time. */
export class DownloadFailed extends Error {
  override name = "DownloadFailed";
}
/** What is there is not what was promised, also after another try; or nothing is. */
export class DownloadDamaged extends Error {
  override name = "DownloadDamaged";
}

export interface DownloadOptions {
  /** The signed URL, or who makes a fresh one: it is asked before each try. */
  readonly url: string | (() => Promise<string>);
  readonly signal?: AbortSignal;
  readonly tries?: number;
  readonly backOff?: { readonly baseMs: number; readonly maxMs: number };
  /** Called with how many more bytes lie here: those of an earlier try too, and fewer than none when damaged ones were dropped. */
  readonly onBytes?: (bytes: number) => void;
}

const TRIES = 8;
const BACK_OFF = { baseMs: 500, maxMs: 15_000 };
/** No byte for this long is a dead connection; the whole may take as long as it needs. */
const STALLED_MS = 60_000;
const FULL: readonly string[] = ["ENOSPC", "EDQUOT"];

/** True when `file` exists and holds exactly what was promised. Reads all of it. */
export async function isWhole(file: string, expected: Pick<WantedFile, "sizeBytes" | "sha256">): Promise<boolean> {
  if ((await sizeOf(file)) !== expected.sizeBytes) return false;
  return (await hashFile(file)).digest("hex") === expected.sha256;
}

/** Bytes; null when there is no such file. */
async function sizeOf(file: string): Promise<number | null> {
  const found = await stat(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw error;
  });
  return found?.isFile() ? found.size : null;
}

async function hashFile(file: string): Promise<Hash> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  return hash;
}

/**
 * Brings `wanted` to `target`. Does nothing when it already lies there whole. Memory stays at one chunk, whatever the size.
 * @throws what `url` throws; {UrlExpired} when the URL is over and nobody makes a fresh one; {DownloadDamaged}; {DownloadFailed} or the last network
 *   error when `tries` are used up; ENOSPC and EDQUOT at once; the signal's reason.
 */
export async function downloadFile(wanted: WantedFile, target: string, options: DownloadOptions): Promise<void> {
  const { url, signal, tries = TRIES, backOff = BACK_OFF, onBytes } = options;
  if (await isWhole(target, wanted)) return onBytes?.(wanted.sizeBytes);
  await mkdir(path.dirname(target), { recursive: true });
  let damages = 0;
  for (let attempt = 0; ; attempt++) {
    // What the maker of URLs throws is its own business, and no network's.
    const fresh = typeof url === "string" ? url : await url();
    try {
      return await fetchOnce(wanted, target, fresh, options);
    } catch (error) {
      signal?.throwIfAborted();
      if (error instanceof DownloadDamaged && ++damages > 1) throw error;
      if (error instanceof UrlExpired && typeof url === "string") throw error;
      if (attempt + 1 >= tries || FULL.includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
      // Full jitter: a thousand runners do not come back in step.
      const waitMs = Math.min(backOff.baseMs * 2 ** attempt, backOff.maxMs) * (0.1 + 0.9 * Math.random());
      await sleep(waitMs, undefined, signal ? { signal } : {}).catch(() => signal?.throwIfAborted());
    }
  }
}

async function fetchOnce(wanted: WantedFile, target: string, url: string, options: DownloadOptions): Promise<void> {
  const { name, sizeBytes, sha256 } = wanted;
  const part = `${target}.part`;
  const had = (await sizeOf(part)) ?? 0;
  // Whoever fetched it may have died before it got its name.
  if (had === sizeBytes && had > 0 && (await isWhole(part, wanted))) {
    options.onBytes?.(had);
    return place(part, target);
  }
  const offset = had < sizeBytes ? had : 0;
  const stalled = new AbortController();
  const timer = setTimeout(
    () => stalled.abort(new DownloadFailed(`${name}: the store sent nothing for ${STALLED_MS / 1000} s.`)),
    STALLED_MS,
  );
  let size = 0;
  try {
    const signal = options.signal ? AbortSignal.any([options.signal, stalled.signal]) : stalled.signal;
    const response = await fetch(url, { headers: offset > 0 ? { range: `bytes=${offset}-` } : {}, signal });
    if (response.status === 401 || response.status === 403) throw new UrlExpired(`The address of ${name} is no longer valid.`);
    if (response.status === 404 || response.status === 410) throw new DownloadDamaged(`${name}: the store has no such object any more.`);
    if (!response.ok || !response.body) throw new DownloadFailed(`${name}: the store answered ${response.status}.`);
    const isResumed = response.status === 206;
    const hash = isResumed ? await hashFile(part) : createHash("sha256");
    if (isResumed) options.onBytes?.((size = offset));
    const handle = await open(part, isResumed ? "a" : "w");
    try {
      for await (const chunk of response.body) {
        timer.refresh();
        size += chunk.length;
        if (size > sizeBytes) break;
        hash.update(chunk);
        await handle.write(chunk);
        options.onBytes?.(chunk.length);
      }
      await handle.sync();
    } finally {
      await handle.close();
    }
    if (size < sizeBytes) throw new DownloadFailed(`${name}: the connection ended after ${size} of ${sizeBytes} bytes.`);
    if (size > sizeBytes || hash.digest("hex") !== sha256) {
      await unlink(part);
      options.onBytes?.(-Math.min(size, sizeBytes));
      size = 0;
      throw new DownloadDamaged(`${name}: what arrived is not what was stored (size or SHA-256 differs).`);
    }
  } catch (error) {
    // The next try counts what lies here anew.
    if (size > 0) options.onBytes?.(-size);
    throw error;
  } finally {
    clearTimeout(timer);
  }
  await place(part, target);
}

async function place(part: string, target: string): Promise<void> {
  await rename(part, target);
  await flushFolder(path.dirname(target));
}
