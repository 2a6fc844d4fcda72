/** @file A real checkpoint of a small captioner with random weights, written by the trainer's own writer: seconds to make, milliseconds to run. */
import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { createModel } from "@capstan/captioner/create-model";
import { modelSpecOf } from "@capstan/captioner/model-spec";
import { stateDictOf } from "@capstan/captioner/weights/weights-file";
import { prepareEngine } from "@capstan/engine/prepare-engine";
import { newId } from "@capstan/run/id";
import { trainVocabulary } from "@capstan/tokenizer/train-vocabulary";
import { formatVocabulary } from "@capstan/tokenizer/vocabulary";
import { writeCheckpoint } from "@capstan/trainer/checkpoint-folder";
import { resolveConfig } from "@capstan/training-config/config";
import type { TestDatabase } from "./test-database.ts";

const CAPTIONS = ["a red circle is above a blue square", "two dogs run on the grass", "a small green triangle and a large yellow circle"];

/** Writes it below `parent`. @returns the checkpoint's folder. */
export async function writeTinyCheckpoint(parent: string, seed = 1): Promise<string> {
  await prepareEngine({ choice: "wasm" });
  const config = resolveConfig("demo", {
    "model.hiddenDim": 32,
    "model.feedForwardDim": 64,
    "model.decoderLayers": 1,
    "model.maxPositions": 16,
  });
  const vocabulary = trainVocabulary(CAPTIONS, 60);
  const model = createModel(modelSpecOf(config, vocabulary), seed);
  try {
    return await writeCheckpoint(parent, {
      step: seed,
      epoch: 0,
      kinds: ["LATEST", "BEST"],
      validationLoss: 1,
      scores: {},
      intervals: {},
      versions: {},
      weights: await stateDictOf(model),
      optimizer: new Map(),
      texts: { "config.json": JSON.stringify(config), "vocab.txt": formatVocabulary(vocabulary), "state.json": "{}" },
    });
  } finally {
    model.dispose();
  }
}

export interface StoredTinyFile {
  readonly name: string;
  readonly key: string;
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly partSizeBytes: number;
  readonly storageUploadId: string;
}
interface Store {
  put(key: string, source: Uint8Array): Promise<unknown>;
}

/** Puts the files of a checkpoint folder into `store` below `prefix`. */
export async function storeCheckpoint(store: Store, folder: string, prefix: string): Promise<StoredTinyFile[]> {
  const files: StoredTinyFile[] = [];
  for (const name of await readdir(folder)) {
    const bytes = await readFile(path.join(folder, name));
    const key = `${prefix}/${name}`;
    await store.put(key, bytes);
    files.push({
      name,
      key,
      sizeBytes: bytes.byteLength,
      sha256: createHash("sha256").update(bytes).digest("hex"),
      partSizeBytes: 8 * 1024 ** 2,
      storageUploadId: "done",
    });
  }
  return files;
}

/** A committed checkpoint of no run, as an import leaves it. */
export async function insertCheckpoint(
  database: TestDatabase,
  teamId: string,
  files: readonly StoredTinyFile[],
  status = "COMMITTED",
): Promise<string> {
  const id = newId("checkpoint");
  const bytes = files.reduce((sum, file) => sum + file.sizeBytes, 0);
  await database.query(
    `INSERT INTO checkpoints (id, team_id, status, kinds, step, epoch, size_bytes, files, lease_epoch, request_id, committed_at)
     VALUES ($1, $2, $3::"CheckpointStatus", '{IMPORTED}', 1, 0, $4, $5, 0, $1, now())`,
    [id, teamId, status, bytes, JSON.stringify(files)],
  );
  return id;
}
