/** @file A checkpoint folder to something that writes captions. */
import { readFile } from "node:fs/promises";
import path from "node:path";
import { AppError } from "@capstan/run/error-code";
import { parseVocabulary } from "@capstan/tokenizer/vocabulary";
import { parseConfig } from "@capstan/training-config/config";
import { type Captioner, captionerOf } from "./captioner.ts";
import { createModel } from "./create-model.ts";
import { modelSpecOf } from "./model-spec.ts";
import { loadWeights } from "./weights/weights-file.ts";

const MANIFEST = "manifest.json";

async function readPart(folder: string, name: string): Promise<string> {
  return readFile(path.join(folder, name), "utf8").catch((cause: unknown) => {
    throw new AppError("CHECKPOINT_DAMAGED", `The checkpoint has no readable ${name}. Download it again or use another one.`, { cause });
  });
}

/**
 * Loads a checkpoint folder. The engine must be ready. The caller owns the result: `dispose()` when done.
 * @throws {AppError} CHECKPOINT_DAMAGED when a file is missing, damaged or of another model.
 */
export async function loadCaptioner(folder: string): Promise<Captioner> {
  await readPart(folder, MANIFEST);
  const config = parseConfig(JSON.parse(await readPart(folder, "config.json")) as unknown);
  const vocabulary = parseVocabulary(await readPart(folder, "vocab.txt"));
  const spec = modelSpecOf(config, vocabulary);
  const model = createModel(spec, 0);
  try {
    await loadWeights(model, path.join(folder, "weights.safetensors"));
  } catch (error) {
    model.dispose();
    throw error;
  }
  return captionerOf(model, vocabulary, config.picture);
}
