/**
 * @file The checkpoints of one run that lie on this disk, remembered across restarts of the runner.
 *
 * A folder is listed here only after the reports that led to it are durable, so going on from it leaves no hole.
 */
import { createHash } from "node:crypto";
import { readdir, readFile, rm, stat } from "node:fs/promises";
import path from "node:path";
import type { CheckpointKind } from "@capstan/run/checkpoint-kind";
import { DownloadDamaged, downloadFile, isWhole, type SignedFile } from "@capstan/storage/download-file";
import { z } from "zod";
import { findJson, writeJson } from "./persist.ts";

const Entry = z.object({
  folder: z.string(),
  /** Makes createCheckpointUpload safe to repeat. */
  requestId: z.string(),
  leaseEpoch: z.number(),
  kinds: z.array(z.string() as unknown as z.ZodType<CheckpointKind>),
  step: z.number(),
  epoch: z.number(),
  validationLoss: z.number().nullable(),
  scores: z.array(
    z.object({
      name: z.string(),
      value: z.number().nullable(),
      low: z.number().nullable().default(null),
      high: z.number().nullable().default(null),
    }),
  ),
  /** The reports of its lease up to this one belong to it. */
  afterSequence: z.number(),
  /** The API's id, once it is committed. */
  checkpointId: z.string().nullable(),
});
export type LocalCheckpoint = z.infer<typeof Entry>;

export class LocalCheckpoints {
  readonly #file: string;
  #entries: LocalCheckpoint[];
  /** The trainer's events and the uploader both change the list; the file is written by one at a time. */
  #writing: Promise<void> = Promise.resolve();

  private constructor(file: string, entries: LocalCheckpoint[]) {
    this.#file = file;
    this.#entries = entries;
  }

  static async open(runFolder: string): Promise<LocalCheckpoints> {
    const file = path.join(runFolder, "checkpoints.json");
    const parsed = z.array(Entry).safeParse(await findJson(file));
    return new LocalCheckpoints(file, parsed.success ? parsed.data : []);
  }

  /** By step, oldest first. */
  get all(): readonly LocalCheckpoint[] {
    return this.#entries;
  }
  get newest(): LocalCheckpoint | undefined {
    return this.#entries.at(-1);
  }

  /** Adds a checkpoint, or replaces what is known of the same folder. */
  async put(entry: LocalCheckpoint): Promise<void> {
    const others = this.#entries.filter((other) => other.folder !== entry.folder);
    this.#entries = [...others, entry].toSorted((a, b) => a.step - b.step);
    await this.#write();
  }

  #write(): Promise<void> {
    this.#writing = this.#writing.catch(() => undefined).then(() => writeJson(this.#file, this.#entries));
    return this.#writing;
  }

  /** Forgets and deletes all but `keep`. */
  async prune(keep: (entry: LocalCheckpoint) => boolean): Promise<void> {
    const gone = this.#entries.filter((entry) => !keep(entry));
    if (gone.length === 0) return;
    this.#entries = this.#entries.filter(keep);
    await this.#write();
    for (const { folder } of gone) await rm(folder, { recursive: true, force: true });
  }
}

export const MANIFEST = "manifest.json";

/** The files of a checkpoint folder with their sizes and hashes as its manifest tells them; the manifest itself comes last. */
export async function checkpointFiles(folder: string): Promise<{ name: string; sizeBytes: number; sha256: string }[]> {
  const text = await readFile(path.join(folder, MANIFEST));
  const { files } = JSON.parse(text.toString("utf8")) as { files: { name: string; sizeBytes: number; sha256: string }[] };
  const sha256 = createHash("sha256").update(text).digest("hex");
  const listed = files.map(({ name, sizeBytes, sha256: hash }) => ({ name, sizeBytes, sha256: hash }));
  return [...listed, { name: MANIFEST, sizeBytes: text.length, sha256 }];
}

/** True when every file of `folder` is whole by its own manifest. */
export async function isSound(folder: string): Promise<boolean> {
  try {
    for (const file of await checkpointFiles(folder)) if (!(await isWhole(path.join(folder, file.name), file))) return false;
    return true;
  } catch {
    // No manifest, or not JSON: it was never completely written.
    return false;
  }
}

export interface CheckpointSource {
  readonly checkpointId: string;
  readonly step: number;
  readonly files: readonly SignedFile[];
}

/** Brings a checkpoint of the API into `folder`, each file verified. */
export async function fetchCheckpoint(source: CheckpointSource, folder: string, signal: AbortSignal): Promise<string> {
  for (const file of source.files) {
    if (!/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(file.name)) throw new Error(`“${file.name}” is not a name that a checkpoint's file may have.`);
    await downloadFile(file, path.join(folder, file.name), { url: file.url, signal });
  }
  return folder;
}

/** The same, and whole by its own manifest too. @throws {DownloadDamaged} */
export async function fetchSound(source: CheckpointSource, folder: string, signal: AbortSignal): Promise<string> {
  await fetchCheckpoint(source, folder, signal);
  if (!(await isSound(folder))) throw new DownloadDamaged(`Checkpoint ${source.checkpointId} contradicts its own manifest.`);
  return folder;
}

/** A checkpoint here that is exactly `source`: each file with the hash that the API names. A runner that was killed may not have noted its id. */
export async function findLocalCopy(local: LocalCheckpoints, source: CheckpointSource): Promise<string | null> {
  for (const { folder, step } of local.all) {
    if (step !== source.step) continue;
    const whole = await Promise.all(source.files.map((file) => isWhole(path.join(folder, file.name), file)));
    if (whole.every(Boolean)) return folder;
  }
  return null;
}

/** Deletes the folders of all but the `keep` most recently used runs: what they hold, the API holds too. */
export async function pruneRuns(runsFolder: string, keep: number): Promise<void> {
  const names = await readdir(runsFolder).catch(() => []);
  const runs = await Promise.all(names.map(async (name) => ({ name, usedMs: (await stat(path.join(runsFolder, name))).mtimeMs })));
  runs.sort((a, b) => b.usedMs - a.usedMs);
  for (const { name } of runs.slice(keep)) await rm(path.join(runsFolder, name), { recursive: true, force: true });
}
