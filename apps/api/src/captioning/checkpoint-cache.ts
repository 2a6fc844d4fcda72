/**
 * @file Checkpoints on this machine's disk, for captioning: fetched from the object store, verified, and the ones that were
 * used longest ago removed.
 *
 *   <folder>/<checkpoint id>/manifest.json config.json vocab.txt weights.safetensors
 */
import { createHash, randomBytes } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, readdir, rename, rm, stat, utimes } from "node:fs/promises";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { AppError } from "@capstan/run/error-code";
import { ObjectMissing, type ObjectStore } from "@capstan/storage/object-store";
import type { StoredCheckpoint, StoredFile } from "./caption-pool.ts";

/** What captioning reads; the optimiser's state stays where it is. */
export const NEEDED_FILES = ["manifest.json", "config.json", "vocab.txt", "weights.safetensors"];
const TEMPORARY = ".fetching-";

export interface CheckpointCacheOptions {
  readonly folder: string;
  readonly store: ObjectStore;
  /** Bytes that may lie in the folder; the checkpoint in use stays whatever its size. */
  readonly bytesMax: number;
}

export class CheckpointCache {
  readonly #options: CheckpointCacheOptions;
  /** By checkpoint id: fetched, or being fetched. What lay on the disk before this process began is verified again. */
  readonly #folders = new Map<string, Promise<string>>();

  constructor(options: CheckpointCacheOptions) {
    this.#options = options;
  }

  /**
   * The folder of the checkpoint's files.
   * @throws {AppError} CHECKPOINT_DAMAGED when a file is missing, or is not what was committed.
   */
  get(checkpoint: StoredCheckpoint): Promise<string> {
    const known = this.#folders.get(checkpoint.id);
    if (known) return known;
    const folder = this.#provide(checkpoint);
    this.#folders.set(checkpoint.id, folder);
    // Tried again by whoever asks next: the store may only have been away.
    folder.catch(() => this.#folders.delete(checkpoint.id));
    return folder;
  }

  async #provide(checkpoint: StoredCheckpoint): Promise<string> {
    const target = path.join(this.#options.folder, checkpoint.id);
    const files = neededOf(checkpoint);
    if (await holds(target, files)) {
      const now = new Date();
      await utimes(target, now, now);
      return target;
    }
    await rm(target, { recursive: true, force: true });
    await this.#makeRoom(
      checkpoint.id,
      files.reduce((sum, file) => sum + file.sizeBytes, 0),
    );
    const temporary = path.join(this.#options.folder, `${TEMPORARY}${randomBytes(8).toString("hex")}`);
    await mkdir(temporary, { recursive: true, mode: 0o700 });
    try {
      for (const file of files) await this.#fetch(file, path.join(temporary, file.name));
      await rename(temporary, target);
    } catch (error) {
      await rm(temporary, { recursive: true, force: true });
      throw error;
    }
    return target;
  }

  async #fetch(file: StoredFile, target: string): Promise<void> {
    const hash = createHash("sha256");
    let sizeBytes = 0;
    const source = await this.#options.store.get(file.key).catch((error: unknown) => {
      throw error instanceof ObjectMissing ? damaged(`its file ${file.name} is gone`) : error;
    });
    await pipeline(
      source,
      async function* (chunks: AsyncIterable<Buffer>) {
        for await (const chunk of chunks) {
          hash.update(chunk);
          sizeBytes += chunk.byteLength;
          yield chunk;
        }
      },
      createWriteStream(target, { mode: 0o600 }),
    );
    if (sizeBytes !== file.sizeBytes || hash.digest("hex") !== file.sha256) throw damaged(`its file ${file.name} is not what was uploaded`);
  }

  async #makeRoom(forId: string, bytes: number): Promise<void> {
    const { folder, bytesMax } = this.#options;
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const entries = await Promise.all(
      (await readdir(folder)).filter((name) => name !== forId).map(async (name) => sizeOf(path.join(folder, name), name)),
    );
    let total = entries.reduce((sum, entry) => sum + entry.bytes, bytes);
    for (const entry of entries.toSorted((a, b) => a.usedAtMs - b.usedAtMs)) {
      if (total <= bytesMax) return;
      if (entry.name.startsWith(TEMPORARY)) continue;
      this.#folders.delete(entry.name);
      await rm(path.join(folder, entry.name), { recursive: true, force: true });
      total -= entry.bytes;
    }
  }
}

function neededOf(checkpoint: StoredCheckpoint): StoredFile[] {
  return NEEDED_FILES.map((name) => {
    const file = checkpoint.files.find((one) => one.name === name);
    if (!file) throw damaged(`it has no ${name}`);
    return file;
  });
}

async function holds(folder: string, files: readonly StoredFile[]): Promise<boolean> {
  for (const { name, sizeBytes, sha256 } of files) {
    const file = path.join(folder, name);
    const size = await stat(file).then(
      (found) => found.size,
      () => -1,
    );
    if (size !== sizeBytes) return false;
    const hash = createHash("sha256");
    for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
    if (hash.digest("hex") !== sha256) return false;
  }
  return true;
}

async function sizeOf(folder: string, name: string): Promise<{ name: string; bytes: number; usedAtMs: number }> {
  const names = await readdir(folder).catch(() => []);
  const sizes = await Promise.all(
    names.map((file) =>
      stat(path.join(folder, file)).then(
        (found) => found.size,
        () => 0,
      ),
    ),
  );
  const usedAtMs = await stat(folder).then(
    (found) => found.mtimeMs,
    () => 0,
  );
  return { name, bytes: sizes.reduce((sum, size) => sum + size, 0), usedAtMs };
}

const damaged = (what: string): AppError =>
  new AppError("CHECKPOINT_DAMAGED", `This checkpoint is damaged: ${what}. Use another checkpoint of the run.`);
