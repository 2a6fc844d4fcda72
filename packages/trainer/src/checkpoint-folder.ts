/**
 * @file A checkpoint on disk: weights.safetensors, optimizer.safetensors, state.json, config.json, vocab.txt and manifest.json
 * with the size and hash of each. A folder has its final name only when all of it is on the disk.
 */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, open, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import { formatSafetensors, type StoredTensors } from "@capstan/captioner/weights/safetensors";
import type { CheckpointKind } from "@capstan/run/checkpoint-kind";
import { AppError } from "@capstan/run/error-code";
import type { ScoreIntervals, Scores } from "./trainer-event.ts";

export interface CheckpointFile {
  readonly name: string;
  readonly sizeBytes: number;
  readonly sha256: string;
}

/** When it was written and how good it is. */
interface CheckpointFacts {
  readonly step: number;
  /** That it was written in, from 0. */
  readonly epoch: number;
  readonly kinds: readonly CheckpointKind[];
  readonly validationLoss: number | null;
  readonly scores: Scores;
  readonly intervals: ScoreIntervals;
  /** What wrote it, by name. */
  readonly versions: Readonly<Record<string, string>>;
}

export interface CheckpointManifest extends CheckpointFacts {
  readonly format: 1;
  readonly files: readonly CheckpointFile[];
}

export interface CheckpointContent extends CheckpointFacts {
  readonly weights: StoredTensors;
  readonly optimizer: StoredTensors;
  /** Texts by file name. */
  readonly texts: Readonly<Record<string, string>>;
}

export const MANIFEST = "manifest.json";
const UNFINISHED = ".writing-";

async function writePieces(folder: string, name: string, pieces: Iterable<Uint8Array>): Promise<CheckpointFile> {
  await using file = await open(path.join(folder, name), "wx");
  const hash = createHash("sha256");
  let sizeBytes = 0;
  for (const piece of pieces) {
    await file.writeFile(piece);
    hash.update(piece);
    sizeBytes += piece.byteLength;
  }
  await file.sync();
  return { name, sizeBytes, sha256: hash.digest("hex") };
}

/** A rename is on the disk only when its folder is. */
async function syncFolder(folder: string): Promise<void> {
  await using handle = await open(folder, "r");
  await handle.sync();
}

/**
 * Writes a checkpoint as `parent/checkpoint-<step>` and returns that path. After a crash there is either the whole folder or
 * none. One of the same step, from an earlier attempt, is replaced.
 */
export async function writeCheckpoint(parent: string, content: CheckpointContent): Promise<string> {
  const name = `checkpoint-${String(content.step).padStart(9, "0")}`;
  const unfinished = path.join(parent, `${UNFINISHED}${name}`);
  const folder = path.join(parent, name);
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { recursive: true });
  const files = [
    await writePieces(unfinished, "weights.safetensors", formatSafetensors(content.weights)),
    await writePieces(unfinished, "optimizer.safetensors", formatSafetensors(content.optimizer)),
  ];
  for (const [file, text] of Object.entries(content.texts)) files.push(await writePieces(unfinished, file, [Buffer.from(text)]));
  const { step, epoch, kinds, validationLoss, scores, intervals, versions } = content;
  const manifest: CheckpointManifest = { format: 1, step, epoch, kinds, validationLoss, scores, intervals, versions, files };
  await writePieces(unfinished, MANIFEST, [Buffer.from(JSON.stringify(manifest, null, 2))]);
  await syncFolder(unfinished);
  await rm(folder, { recursive: true, force: true });
  await rename(unfinished, folder);
  await syncFolder(parent);
  return folder;
}

/** Removes what a crash left half-written. */
export async function removeUnfinished(parent: string): Promise<void> {
  await mkdir(parent, { recursive: true });
  for (const name of await readdir(parent))
    if (name.startsWith(UNFINISHED)) await rm(path.join(parent, name), { recursive: true, force: true });
}

const damaged = (because: string, cause?: unknown): AppError =>
  new AppError("CHECKPOINT_DAMAGED", `The checkpoint is damaged: ${because}. Use another one.`, { cause });

/**
 * Reads the manifest and compares every file with it.
 * @throws {AppError} CHECKPOINT_DAMAGED for a missing, short or changed file.
 */
export async function verifyCheckpoint(folder: string): Promise<CheckpointManifest> {
  let manifest: CheckpointManifest;
  try {
    manifest = JSON.parse(await readFile(path.join(folder, MANIFEST), "utf8")) as CheckpointManifest;
  } catch (cause) {
    throw damaged(`${MANIFEST} cannot be read`, cause);
  }
  if (manifest.format !== 1 || !Array.isArray(manifest.files)) throw damaged(`${MANIFEST} is not of this version`);
  for (const file of manifest.files) {
    if (typeof file.name !== "string" || path.basename(file.name) !== file.name)
      throw damaged(`${MANIFEST} names a file outside the folder`);
    const place = path.join(folder, file.name);
    const found = await stat(place).catch((cause: unknown) => {
      throw damaged(`${file.name} is missing`, cause);
    });
    if (found.size !== file.sizeBytes) throw damaged(`${file.name} has ${found.size} bytes instead of ${file.sizeBytes}`);
    const hash = createHash("sha256");
    for await (const chunk of createReadStream(place)) hash.update(chunk as Buffer);
    if (hash.digest("hex") !== file.sha256) throw damaged(`${file.name} has changed`);
  }
  return manifest;
}
