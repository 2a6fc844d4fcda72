/** @file What goes into a run's checkpoints, and what comes out of them. */
import { readFile } from "node:fs/promises";
import path from "node:path";
import type { CaptionModel } from "@capstan/captioner/caption-model";
import { loadWeights, readSafetensors } from "@capstan/captioner/weights/weights-file";
import type { CheckpointKind } from "@capstan/run/checkpoint-kind";
import { formatVocabulary, type Vocabulary } from "@capstan/tokenizer/vocabulary";
import type { TrainingConfig } from "@capstan/training-config/config";
import { version_core } from "@tensorflow/tfjs-core";
import type { RunSnapshot } from "./checkpoint-writer.ts";
import type { Optimizer } from "./optimizer.ts";
import type { ScoreIntervals, Scores } from "./trainer-event.ts";
import { formatHistory } from "./training-history.ts";
import type { TrainingState } from "./training-state.ts";

export interface RunParts {
  readonly model: CaptionModel;
  readonly optimizer: Optimizer;
  readonly config: TrainingConfig;
  readonly vocabulary: Vocabulary;
  readonly state: TrainingState;
}

export interface Told {
  readonly kinds: readonly CheckpointKind[];
  readonly epoch: number;
  readonly validationLoss: number | null;
  readonly scores: Scores;
  readonly intervals: ScoreIntervals;
}

/**
 * A copy of the run as it stands, which training does not change any more. With a weight average, `weights` are the average
 * and the raw ones lie with the moments.
 */
export async function snapshotRun({ model, optimizer, config, vocabulary, state }: RunParts, told: Told): Promise<RunSnapshot> {
  optimizer.swapAverage();
  const weights: RunSnapshot["weights"][number][] = [];
  for (const { name, key, third, layout, torchShape, variable } of model.parameters.values())
    weights.push({ name, key, third, layout, torchShape, values: ((await variable.data()) as Float32Array).slice() });
  // Swapped, what the optimiser calls the average are the raw weights.
  const saved = await optimizer.save();
  const moments = new Map([...saved].map(([name, { shape, data }]) => [name, { shape: [...shape], data: data.slice() }]));
  optimizer.swapAverage();
  return {
    ...told,
    step: state.step,
    versions: { capstan: "0.1.0", tfjs: version_core, node: process.versions.node },
    weights,
    optimizer: moments,
    texts: {
      "state.json": JSON.stringify(state),
      "config.json": JSON.stringify(config, null, 2),
      "vocab.txt": formatVocabulary(vocabulary),
      "history.json": formatHistory(state.history),
    },
  };
}

/** Sets weights, moments and average to those of a checkpoint folder: bit for bit what they were. */
export async function restoreRun(folder: string, { model, optimizer }: Pick<RunParts, "model" | "optimizer">): Promise<void> {
  await loadWeights(model, path.join(folder, "weights.safetensors"));
  optimizer.restore(await readSafetensors(path.join(folder, "optimizer.safetensors")));
  optimizer.swapAverage();
  // The norms that were folded belong to the average.
  model.weightsChanged();
}

export const readText = (folder: string, name: string): Promise<string> => readFile(path.join(folder, name), "utf8");
