/** @file From a configuration and a dataset version to a model, an optimiser and a place in the run: fresh or resumed. */
import { stat } from "node:fs/promises";
import path from "node:path";
import { createModel } from "@capstan/captioner/create-model";
import { modelSpecOf } from "@capstan/captioner/model-spec";
import { loadWeights } from "@capstan/captioner/weights/weights-file";
import type { OpenVersion } from "@capstan/dataset/open-version";
import { AppError } from "@capstan/run/error-code";
import { trainVocabulary } from "@capstan/tokenizer/train-vocabulary";
import { parseVocabulary, type Vocabulary } from "@capstan/tokenizer/vocabulary";
import type { TrainingConfig } from "@capstan/training-config/config";
import { verifyCheckpoint } from "./checkpoint-folder.ts";
import { Optimizer } from "./optimizer.ts";
import { groupParameters } from "./parameter-groups.ts";
import { readText, restoreRun, type RunParts } from "./saved-run.ts";
import { freshState, parseState } from "./training-state.ts";

export interface RunSource {
  readonly config: TrainingConfig;
  readonly version: OpenVersion;
  /** A checkpoint folder of this run. */
  readonly resumeFrom?: string;
  /** A checkpoint folder or a safetensors file to start from. */
  readonly initialWeights?: string;
  /** For `text.vocabulary` = imported. */
  readonly vocabulary?: Vocabulary;
}

export interface PreparedRun extends RunParts {
  readonly frozenStages: number;
  readonly remarks: readonly string[];
}

/** @throws {AppError} CHECKPOINT_DAMAGED, DATASET_INVALID or CONFIG_INVALID when the parts do not fit each other. */
export async function prepareRun(source: RunSource): Promise<PreparedRun> {
  return source.resumeFrom === undefined ? startRun(source) : resumeRun(source, source.resumeFrom);
}

async function startRun(source: RunSource): Promise<PreparedRun> {
  const { config, version, initialWeights } = source;
  const vocabulary = await vocabularyFor(source);
  const model = createModel(modelSpecOf(config, vocabulary), config.schedule.seed);
  const remarks: string[] = [];
  let pretrained = false;
  if (initialWeights !== undefined) {
    const report = await loadWeights(model, (await isFolder(initialWeights)) ? path.join(initialWeights, "weights.safetensors") : initialWeights, { partial: true });
    if (report.loaded === 0) throw new AppError("CHECKPOINT_DAMAGED", "None of the starting weights belong to this model. Choose weights of the same backbone.");
    pretrained = !report.missing.some((name) => name.startsWith("backbone."));
    remarks.push(
      `Took ${report.loaded} weights to start from; ${report.missing.length} of the model's start at random and ${report.unknown.length} of the file's were left out.`,
    );
  }
  const groups = groupParameters(model, config, pretrained);
  const optimizer = new Optimizer(groups.trained, config.optimizer.emaDecay);
  const state = freshState(pretrained, version.manifest.contentHash);
  return { model, optimizer, config, vocabulary, state, frozenStages: groups.frozenStages, remarks: [...remarks, ...groups.remarks] };
}

async function resumeRun({ config, version }: RunSource, folder: string): Promise<PreparedRun> {
  await verifyCheckpoint(folder);
  const state = parseState(await readText(folder, "state.json"));
  if (state.dataset !== version.manifest.contentHash)
    throw new AppError("DATASET_INVALID", "The checkpoint was written while training on other data. Resume with the same dataset version, or start a new run from its weights.");
  const vocabulary = parseVocabulary(await readText(folder, "vocab.txt"));
  const model = createModel(modelSpecOf(config, vocabulary), config.schedule.seed);
  const groups = groupParameters(model, config, state.backbonePretrained);
  const optimizer = new Optimizer(groups.trained, config.optimizer.emaDecay);
  await restoreRun(folder, { model, optimizer });
  return { model, optimizer, config, vocabulary, state, frozenStages: groups.frozenStages, remarks: [] };
}

async function vocabularyFor({ config, version, initialWeights, vocabulary }: RunSource): Promise<Vocabulary> {
  if (vocabulary) return vocabulary;
  if (config.text.vocabulary === "imported") {
    // The starting checkpoint's comes first: its weights belong to its pieces.
    if (initialWeights !== undefined && (await isFolder(initialWeights))) return parseVocabulary(await readText(initialWeights, "vocab.txt"));
    if (version.manifest.vocabulary !== undefined) return parseVocabulary(version.manifest.vocabulary);
    throw new AppError(
      "CONFIG_INVALID",
      "text.vocabulary is “imported”, but no vocab.txt came with the run. Import the dataset with one, start from a checkpoint that has one, or set it to “trained”.",
      { path: ["text", "vocabulary"] },
    );
  }
  const captions = version.manifest.pictures.filter(({ split }) => split === "train").flatMap(({ captions }) => captions);
  if (captions.length === 0) throw new AppError("DATASET_INVALID", "The dataset has no training pictures. Import it with a train split.");
  return trainVocabulary(captions, config.text.vocabularySize);
}

const isFolder = async (place: string): Promise<boolean> => (await stat(place)).isDirectory();
