/**
 * @file Dataset versions on this runner's disk: fetched once, verified, shared between runs, and the least recently used
 * deleted when they take more room than allowed.
 *
 *   <home>/datasets/<content hash>/manifest.json  vocab.txt  <shard>.tar ...
 */
import { mkdir, readdir, rm, stat, utimes } from "node:fs/promises";
import path from "node:path";
import { DownloadDamaged, downloadFile, isWhole, type SignedFile } from "@capstan/storage/download-file";
import type { Assignment } from "./trainer-message.ts";

export interface DatasetSource {
  readonly versionId: string;
  readonly contentHash: string;
  readonly linkedRoot: string | null;
  readonly manifest: SignedFile;
  readonly shards: readonly SignedFile[];
  readonly vocabulary: SignedFile | null;
}
export type LocalDataset = Pick<Assignment, "manifestFile" | "pictures" | "vocabularyFile">;

export interface CacheOptions {
  readonly folder: string;
  readonly limitBytes: number;
  readonly onProgress?: (doneBytes: number, totalBytes: number) => void;
  /** Called for each dataset that is deleted to make room. */
  readonly onEvicted?: (folder: string, bytes: number) => void;
}

/** Shards fetched side by side. */
const PARALLEL = 3;
const SAFE_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,200}$/;

/** Verified in this process, by path, size and time: hashing hundreds of megabytes again for each run would be waste. */
const verified = new Map<string, string>();

/** A name from outside becomes a file name here only when it cannot lead anywhere else. */
function within(folder: string, name: string): string {
  if (!SAFE_NAME.test(name)) throw new DownloadDamaged(`“${name}” is not a name that a dataset's file may have.`);
  return path.join(folder, name);
}

/** The files of `source` on this disk, fetched where they are missing. @throws what fetchFile throws, DownloadDamaged. */
export async function loadDataset(source: DatasetSource, options: CacheOptions, signal: AbortSignal): Promise<LocalDataset> {
  const folder = within(options.folder, source.contentHash);
  await mkdir(folder, { recursive: true });
  const files = [source.manifest, ...source.shards, ...(source.vocabulary ? [source.vocabulary] : [])];
  const totalBytes = files.reduce((sum, file) => sum + file.sizeBytes, 0);
  await makeRoom(options, folder, totalBytes);
  let doneBytes = 0;
  const queue = [...files];
  const failed = new AbortController();
  const both = AbortSignal.any([signal, failed.signal]);
  const fetchNext = async (): Promise<void> => {
    for (let file = queue.shift(); file && !both.aborted; file = queue.shift()) {
      await fetchVerified(file, within(folder, file.name), both, (bytes) => options.onProgress?.((doneBytes += bytes), totalBytes));
    }
  };
  // The first failure is the reason; the others are ended by it, and nothing goes on writing behind our back.
  const reasons: unknown[] = [];
  const fetches = Array.from({ length: PARALLEL }, () =>
    fetchNext().catch((error: unknown) => {
      reasons.push(error);
      failed.abort();
    }),
  );
  await Promise.all(fetches);
  if (reasons.length > 0) throw reasons[0];
  const now = new Date();
  await utimes(folder, now, now);
  if (source.linkedRoot !== null) await assertLinked(source.linkedRoot);
  return {
    manifestFile: within(folder, source.manifest.name),
    pictures: source.linkedRoot === null ? { kind: "shards", folder } : { kind: "linked", root: source.linkedRoot },
    vocabularyFile: source.vocabulary ? within(folder, source.vocabulary.name) : null,
  };
}

async function fetchVerified(file: SignedFile, target: string, signal: AbortSignal, onBytes: (bytes: number) => void): Promise<void> {
  const mark = async () =>
    stat(target).then(
      (found) => `${file.sha256} ${found.size} ${found.mtimeMs}`,
      () => "absent",
    );
  if (verified.get(target) === (await mark())) return;
  if (!(await isWhole(target, file))) await downloadFile(file, target, { url: file.url, signal, onBytes });
  verified.set(target, await mark());
}

async function assertLinked(root: string): Promise<void> {
  const found = await stat(root).catch(() => null);
  if (found?.isDirectory()) return;
  throw new LinkedFolderMissing(
    `This dataset is a linked folder, and ${root} is not there on this runner. Mount it at the same path, or import the dataset instead of linking it.`,
  );
}

export class LinkedFolderMissing extends Error {
  override name = "LinkedFolderMissing";
}

/** Deletes the least recently used datasets until `neededBytes` more fit; never `keep`. */
async function makeRoom(options: CacheOptions, keep: string, neededBytes: number): Promise<void> {
  const cached: { folder: string; bytes: number; usedMs: number }[] = [];
  for (const name of await readdir(options.folder)) {
    const folder = path.join(options.folder, name);
    if (folder !== keep) cached.push({ folder, bytes: await folderBytes(folder), usedMs: (await stat(folder)).mtimeMs });
  }
  cached.sort((a, b) => a.usedMs - b.usedMs);
  let bytes = cached.reduce((sum, entry) => sum + entry.bytes, neededBytes);
  for (const entry of cached) {
    if (bytes <= options.limitBytes) return;
    await rm(entry.folder, { recursive: true });
    bytes -= entry.bytes;
    options.onEvicted?.(entry.folder, entry.bytes);
  }
}

async function folderBytes(folder: string): Promise<number> {
  let bytes = 0;
  for (const name of await readdir(folder)) bytes += (await stat(path.join(folder, name))).size;
  return bytes;
}
