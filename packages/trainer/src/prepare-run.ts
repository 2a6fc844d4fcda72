/** @file From a configuration and a dataset version to a model, an optimiser and a place in the run: fresh or resumed. */
import { existsSync } from "node:fs";
import { stat } from "node:fs/promises";
import path from "node:path";
import { BODY } from "@capstan/captioner/backbone/backbone-parameters";
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
import { groupParameters, type ParameterGroups } from "./parameter-groups.ts";
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
  readonly groups: ParameterGroups;
  readonly remarks: readonly string[];
}

/** @throws {AppError} CHECKPOINT_DAMAGED, DATASET_INVALID or CONFIG_INVALID when the parts do not fit each other. */
export async function prepareRun(source: RunSource): Promise<PreparedRun> {
  return source.resumeFrom === undefined ? startRun(source) : resumeRun(source, source.resumeFrom);
}

async function startRun(source: RunSource): Promise<PreparedRun> {
  const { config, version, initialWeights } = source;
  const { vocabulary, remarks } = await vocabularyFor(source);
  const model = createModel(modelSpecOf(config, vocabulary), config.schedule.seed);
  let pretrained = false;
  if (initialWeights !== undefined) {
    const file = (await isFolder(initialWeights)) ? path.join(initialWeights, "weights.safetensors") : initialWeights;
    const report = await loadWeights(model, file, { partial: true }).catch(cannotStart);
    if (report.loaded === 0)
      throw new AppError("CHECKPOINT_DAMAGED", "None of the starting weights belong to this model. Choose weights of the same backbone.");
    const missing = report.missing.filter((name) => name.startsWith(BODY));
    const backbone = new Set([...model.parameters.values()].map(({ name }) => name).filter((name) => name.startsWith(BODY)));
    // Blocks that two networks share have equal names and shapes: half a backbone would be taken without a word.
    if (missing.length > 0 && missing.length < backbone.size)
      throw new AppError(
        "CONFIG_INVALID",
        `The starting weights are of another backbone than ${config.model.backbone}: they lack ${missing.length} of its ${backbone.size} weights, ${missing[0]} for one. Set model.backbone to theirs, or start from weights of ${config.model.backbone}.`,
        { path: ["model", "backbone"] },
      );
    pretrained = backbone.size > 0 && missing.length === 0;
    remarks.push(
      `Took ${report.loaded} weights to start from; ${report.missing.length} of the model's start at random and ${report.unknown.length} of the file's were left out.`,
    );
  }
  const groups = groupParameters(model, config, pretrained);
  const optimizer = new Optimizer(groups.first, config.optimizer.emaDecay);
  const state = freshState(pretrained, version.manifest.contentHash);
  return { model, optimizer, config, vocabulary, state, groups, remarks: [...remarks, ...groups.remarks] };
}

/** @throws {AppError} that says what for the weights were wanted. */
function cannotStart(error: unknown): never {
  if (!(error instanceof AppError)) throw error;
  throw new AppError(error.code, `The run cannot start from these weights: ${error.message}`, {
    ...(error.path ? { path: error.path } : {}),
    cause: error,
  });
}

async function resumeRun({ config, version }: RunSource, folder: string): Promise<PreparedRun> {
  await verifyCheckpoint(folder);
  const state = parseState(await readText(folder, "state.json"));
  if (state.dataset !== version.manifest.contentHash)
    throw new AppError(
      "DATASET_INVALID",
      "The checkpoint was written while training on other data. Resume with the same dataset version, or start a new run from its weights.",
    );
  const vocabulary = parseVocabulary(await readText(folder, "vocab.txt"));
  const model = createModel(modelSpecOf(config, vocabulary), config.schedule.seed);
  const groups = groupParameters(model, config, state.backbonePretrained);
  const optimizer = new Optimizer(groups.first, config.optimizer.emaDecay);
  if (state.unfrozenAtStep !== null) optimizer.join(groups.later, state.unfrozenAtStep);
  await restoreRun(folder, { model, optimizer });
  return { model, optimizer, config, vocabulary, state, groups, remarks: [] };
}

async function vocabularyFor({
  config,
  version,
  initialWeights,
  vocabulary,
}: RunSource): Promise<{ vocabulary: Vocabulary; remarks: string[] }> {
  const remarks: string[] = [];
  if (vocabulary) return { vocabulary, remarks };
  if (config.text.vocabulary === "imported") {
    // The starting checkpoint's comes first: its weights belong to its pieces.
    const isCheckpoint = initialWeights !== undefined && (await isFolder(initialWeights));
    const isBackbone = isCheckpoint && !existsSync(path.join(initialWeights, "config.json"));
    if (isCheckpoint && !isBackbone) return { vocabulary: parseVocabulary(await readText(initialWeights, "vocab.txt")), remarks };
    if (version.manifest.vocabulary !== undefined) return { vocabulary: parseVocabulary(version.manifest.vocabulary), remarks };
    if (initialWeights !== undefined && !isBackbone)
      throw new AppError(
        "CONFIG_INVALID",
        "text.vocabulary is “imported”, but no vocab.txt came with the weights or the dataset, and weights are worth nothing with other words. Import the dataset with the vocab.txt that they were trained with, or set it to “trained”.",
        { path: ["text", "vocabulary"] },
      );
    remarks.push("No vocab.txt came with the dataset, so a vocabulary is learned from the training captions.");
  }
  const captions = version.manifest.pictures.filter(({ split }) => split === "train").flatMap(({ captions }) => captions);
  if (captions.length === 0) throw new AppError("DATASET_INVALID", "The dataset has no training pictures. Import it with a train split.");
  return { vocabulary: trainVocabulary(captions, config.text.vocabularySize), remarks };
}

const isFolder = async (place: string): Promise<boolean> => (await stat(place)).isDirectory();
