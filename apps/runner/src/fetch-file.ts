/**
 * @file Downloads one file by its signed URL: resumed where it broke, checked against its SHA-256, and visible under its
 * name only when it is whole.
 */
import { createHash, type Hash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, open, rename, stat, unlink } from "node:fs/promises";
import path from "node:path";
import { backOffMs, pause } from "./pause.ts";
import { syncFolder } from "./persist.ts";

export interface SignedFile {
  readonly name: string;
  readonly url: string;
  readonly sizeBytes: number;
  readonly sha256: string;
}

/** The signed URL is no longer good: ask for a fresh one. */
export class UrlExpired extends Error {
  override name = "UrlExpired";
}
/** The store did not answer, or the connection broke, each time. */
export class DownloadFailed extends Error {
  override name = "DownloadFailed";
}
/** What came is not what the API promised, also after another try. */
export class DownloadDamaged extends Error {
  override name = "DownloadDamaged";
}

export interface FetchOptions {
  readonly signal: AbortSignal;
  readonly tries?: number;
  readonly backOff?: { baseMs: number; maxMs: number };
  /** Called as bytes arrive, with how many more there are. */
  readonly onBytes?: (bytes: number) => void;
}

/** True when `file` exists and holds exactly what was promised. Reads all of it. */
export async function isWhole(file: string, expected: { readonly sizeBytes: number; readonly sha256: string }): Promise<boolean> {
  const found = await stat(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw error;
  });
  if (!found?.isFile() || found.size !== expected.sizeBytes) return false;
  return (await hashFile(file)).digest("hex") === expected.sha256;
}

async function hashFile(file: string): Promise<Hash> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  return hash;
}

/**
 * Brings `source` to `target`. Does nothing when it already lies there whole.
 * @throws {UrlExpired} {DownloadDamaged} {DownloadFailed}, the last network error when `tries` are used up, or AbortError.
 */
export async function fetchFile(source: SignedFile, target: string, options: FetchOptions): Promise<void> {
  if (await isWhole(target, source)) return;
  await mkdir(path.dirname(target), { recursive: true });
  const { tries = 8, signal } = options;
  let damages = 0;
  for (let attempt = 0; ; attempt++) {
    try {
      await fetchOnce(source, target, options);
      return;
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof UrlExpired || attempt + 1 >= tries || isFull(error)) throw error;
      if (error instanceof DownloadDamaged && ++damages > 1) throw error;
      await pause(backOffMs(attempt, options.backOff ?? { baseMs: 500, maxMs: 15_000 }), signal);
    }
  }
}

const isFull = (error: unknown): boolean => ["ENOSPC", "EDQUOT"].includes((error as NodeJS.ErrnoException).code ?? "");

async function fetchOnce(source: SignedFile, target: string, { signal, onBytes }: FetchOptions): Promise<void> {
  const part = `${target}.part`;
  const had = await stat(part).then((found) => found.size, () => 0);
  const offset = had < source.sizeBytes ? had : 0;
  const response = await fetch(source.url, {
    headers: offset > 0 ? { range: `bytes=${offset}-` } : {},
    // No byte for this long is a dead connection; the whole may take as long as it needs.
    signal: AbortSignal.any([signal, AbortSignal.timeout(60_000 + Math.ceil(source.sizeBytes / 50))]),
  });
  if (response.status === 401 || response.status === 403) throw new UrlExpired(`The address of ${source.name} is no longer valid.`);
  if (!response.ok || !response.body) throw new DownloadFailed(`${source.name}: the store answered ${response.status}.`);
  const isResumed = response.status === 206;
  const hash = isResumed ? await hashFile(part) : createHash("sha256");
  let size = isResumed ? offset : 0;
  const handle = await open(part, isResumed ? "a" : "w");
  try {
    for await (const chunk of response.body) {
      size += chunk.length;
      if (size > source.sizeBytes) break;
      hash.update(chunk);
      await handle.write(chunk);
      onBytes?.(chunk.length);
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
  if (size < source.sizeBytes) throw new DownloadFailed(`${source.name}: the connection ended after ${size} of ${source.sizeBytes} bytes.`);
  if (size > source.sizeBytes || hash.digest("hex") !== source.sha256) {
    await unlink(part);
    throw new DownloadDamaged(`${source.name}: what arrived is not what was stored (size or SHA-256 differs).`);
  }
  await rename(part, target);
  await syncFolder(path.dirname(target));
}
