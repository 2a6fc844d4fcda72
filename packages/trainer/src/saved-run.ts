/** @file Writes and reads a run's checkpoints: what goes into the folder, and what comes out of it. */
import { readFile } from "node:fs/promises";
import path from "node:path";
import type { CaptionModel } from "@capstan/captioner/caption-model";
import { loadWeights, readSafetensors, stateDictOf } from "@capstan/captioner/weights/weights-file";
import type { CheckpointKind } from "@capstan/run/checkpoint-kind";
import { formatVocabulary, type Vocabulary } from "@capstan/tokenizer/vocabulary";
import type { TrainingConfig } from "@capstan/training-config/config";
import { version_core } from "@tensorflow/tfjs-core";
import { writeCheckpoint } from "./checkpoint-folder.ts";
import type { Optimizer } from "./optimizer.ts";
import type { CheckpointEvent } from "./trainer-event.ts";
import type { TrainingState } from "./training-state.ts";

export interface RunParts {
  readonly model: CaptionModel;
  readonly optimizer: Optimizer;
  readonly config: TrainingConfig;
  readonly vocabulary: Vocabulary;
  readonly state: TrainingState;
}

interface Told {
  readonly kinds: readonly CheckpointKind[];
  readonly epoch: number;
  readonly validationLoss: number | null;
  readonly scores: Readonly<Record<string, number | null>>;
}

/** Writes a checkpoint below `parent`. With a weight average, `weights` are the average and the raw ones lie with the moments. */
export async function saveRun(parent: string, { model, optimizer, config, vocabulary, state }: RunParts, told: Told): Promise<CheckpointEvent> {
  optimizer.swapAverage();
  const weights = await stateDictOf(model);
  // Swapped, what the optimiser calls the average are the raw weights.
  const moments = await optimizer.save();
  optimizer.swapAverage();
  const folder = await writeCheckpoint(parent, {
    ...told,
    step: state.step,
    versions: { capstan: "0.1.0", tfjs: version_core, node: process.versions.node },
    weights,
    optimizer: moments,
    texts: {
      "state.json": JSON.stringify(state),
      "config.json": JSON.stringify(config, null, 2),
      "vocab.txt": formatVocabulary(vocabulary),
    },
  });
  return { type: "checkpoint", folder, step: state.step, ...told };
}

/** Sets weights, moments and average to those of a checkpoint folder: bit for bit what they were. */
export async function restoreRun(folder: string, { model, optimizer }: Pick<RunParts, "model" | "optimizer">): Promise<void> {
  await loadWeights(model, path.join(folder, "weights.safetensors"));
  optimizer.restore(await readSafetensors(path.join(folder, "optimizer.safetensors")));
  optimizer.swapAverage();
}

export const readText = (folder: string, name: string): Promise<string> => readFile(path.join(folder, name), "utf8");
