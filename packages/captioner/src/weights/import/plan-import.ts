/** @file From a file of weights to what a checkpoint of it would be: settings, tensors, what is left out, what does not fit. */
import { AppError } from "@capstan/run/error-code";
import { parseVocabulary, type Vocabulary } from "@capstan/tokenizer/vocabulary";
import { type Overrides, resolveConfig, type Scalar, type TrainingConfig } from "@capstan/training-config/config";
import type { FieldPath } from "@capstan/training-config/fields";
import { backbonePlan } from "../../backbone/architecture.ts";
import { modelSpecOf } from "../../model-spec.ts";
import type { ForeignTensor, WeightFile } from "../weight-file.ts";
import { compareTensors, describeDifferences, type TensorDifferences } from "./compare-tensors.ts";
import { type Identity, identifyWeights, type Tensors } from "./identify-weights.ts";
import { backboneTensors, BODY, captionerTensors, type Shapes, WORDS } from "./tensor-names.ts";

export interface ImportChoices {
  /** The text of the vocab.txt that the weights were trained with. A captioner needs it. */
  readonly vocabulary?: string | undefined;
  /** Leaves the weights of the words out: runs with a vocabulary of their own may start from the rest. It writes no captions. */
  readonly withoutWords?: boolean | undefined;
  /** Where settings come from that the weights do not tell; CATR's when left out. */
  readonly preset?: string | undefined;
  readonly overrides?: Overrides | undefined;
}

export interface PlannedTensor {
  /** In the checkpoint. */
  readonly name: string;
  /** In the file. */
  readonly from: string;
  readonly shape: readonly number[];
}

export interface ImportPlan {
  readonly kind: Identity["kind"];
  /** For people: “CATR captioner, resnet101, 6 encoder and 6 decoder layers, 30522 pieces”. */
  readonly title: string;
  /** Null for what runs only start from. */
  readonly config: TrainingConfig | null;
  readonly vocabulary: Vocabulary | null;
  readonly tensors: readonly PlannedTensor[];
  readonly differences: TensorDifferences;
  /** What was left out or changed on the way, for people. */
  readonly remarks: readonly string[];
}

type Captioner = Extract<Identity, { kind: "captioner" }>;
const LEARNED_MIN = 40;
const PARALLEL = "module.";
const COUNTER = /\.num_batches_tracked$/;
const CLASSIFIER = /^fc\.(weight|bias)$/;

const quote = (names: readonly string[]): string =>
  names
    .slice(0, 8)
    .map((name) => `“${name.slice(0, 40)}”`)
    .join(", ");
const plural = (count: number, one: string): string => `${count} ${one}${count === 1 ? "" : "s"}`;

interface Sorted {
  readonly tensors: Tensors;
  readonly prefix: string;
  readonly remarks: readonly string[];
}

/** The names without what training programs put before them, and without what has no use. */
function sortNames(file: WeightFile): Sorted {
  const remarks: string[] = [];
  const all = (prefix: string): string => ([...file.tensors.keys()].every((name) => name.startsWith(prefix)) ? prefix : "");
  const parallel = all(PARALLEL);
  // A backbone alone may have CATR's names, as an imported one has.
  const prefix = all(`${parallel}${BODY}`) || parallel;
  if (parallel) remarks.push(`Every name began with “${PARALLEL}”, as DataParallel writes them; it was left out.`);
  if (file.besides.length > 0) remarks.push(`Left out: ${quote(file.besides)}. Only weights are imported.`);
  const tensors = new Map<string, ForeignTensor>();
  let counters = 0;
  let classifier = 0;
  const widths = new Map<string, number>();
  for (const [name, tensor] of file.tensors) {
    const bare = name.slice(prefix.length);
    if (COUNTER.test(bare)) counters++;
    else if (CLASSIFIER.test(bare)) classifier++;
    else {
      tensors.set(bare, tensor);
      if (tensor.dtype !== "float32") widths.set(tensor.dtype, (widths.get(tensor.dtype) ?? 0) + 1);
    }
  }
  if (counters > 0) remarks.push(`Left out: ${plural(counters, "count")} of batches (num_batches_tracked); the norms are frozen here.`);
  if (classifier > 0) remarks.push("Left out: the classifier (fc.weight, fc.bias).");
  for (const [dtype, count] of widths) remarks.push(`${plural(count, "tensor")} of ${dtype} became float32.`);
  return { tensors, prefix, remarks };
}

/** The whole configuration. @throws {AppError} CONFIG_INVALID when a choice contradicts what the weights tell. */
function configOf({ told, vocabularySize }: Captioner, { preset = "catr", overrides = {} }: ImportChoices): TrainingConfig {
  for (const [path, value] of Object.entries(told) as [FieldPath, Scalar][]) {
    const chosen = overrides[path];
    if (chosen !== undefined && chosen !== value)
      throw new AppError(
        "CONFIG_INVALID",
        `${path} is ${String(value)} in these weights, not ${String(chosen)}. Leave it out: the weights tell.`,
        { path: path.split(".") },
      );
  }
  // A vocabulary may be smaller than the setting allows one to be learned.
  return resolveConfig(preset, { ...overrides, ...told, "text.vocabularySize": Math.max(LEARNED_MIN, vocabularySize) });
}

function vocabularyOf(text: string | undefined, size: number): Vocabulary {
  const refuse = (message: string): never => {
    throw new AppError("INVALID_INPUT", message, { path: ["vocabulary"] });
  };
  if (size === 0)
    return refuse("The words were left out of these weights, so they write no captions. Import them without words, to start runs from.");
  if (text === undefined)
    return refuse(
      `These weights know ${size} pieces of words, and which ones is not in the file. Give the vocab.txt that they were trained with; for CATR's own weights it is that of bert-base-uncased.`,
    );
  const vocabulary = parseVocabulary(text);
  if (vocabulary.pieces.length === size) return vocabulary;
  return refuse(
    `This vocab.txt has ${vocabulary.pieces.length} pieces and the weights know ${size}. Give the one that they were trained with.`,
  );
}

const planned = (expected: Shapes, prefix: string, body: string): PlannedTensor[] =>
  [...expected].map(([name, shape]) => ({ name: `${body}${name}`, from: `${prefix}${name}`, shape }));

const NO_WORDS = { pieces: [], padId: 0, clsId: 0, sepId: 0 };
const without = <T>(all: ReadonlyMap<string, T>, names: readonly string[]): Map<string, T> =>
  new Map([...all].filter(([name]) => !names.includes(name)));

/** A captioner whose words are left out: what runs with other words start from. */
function planWithoutWords(identity: Captioner, { tensors, prefix, remarks }: Sorted, choices: ImportChoices): ImportPlan {
  const { model } = configOf(identity, choices);
  const spec = modelSpecOf(configOf(identity, choices), NO_WORDS);
  const expected = without(captionerTensors(spec), WORDS);
  return {
    kind: "captioner",
    title: `Captioner without its words, ${model.backbone}, ${model.encoderLayers} encoder and ${model.decoderLayers} decoder layers, to start runs from`,
    config: null,
    vocabulary: null,
    tensors: planned(expected, prefix, ""),
    differences: compareTensors(without(tensors, WORDS), expected),
    remarks: [
      ...remarks,
      `Left out: ${WORDS.join(", ")}. A run that starts from the rest learns its own words; give it these layers and widths.`,
    ],
  };
}

/**
 * What would become of `file`. Mismatches are in `differences`; `refuseDifferences` makes an error of them.
 * @throws {AppError} CHECKPOINT_DAMAGED when it is nothing that is known here; INVALID_INPUT without the right vocabulary;
 *   CONFIG_INVALID when a chosen setting contradicts the weights.
 */
export function planImport(file: WeightFile, choices: ImportChoices = {}): ImportPlan {
  const sorted = sortNames(file);
  const { tensors, prefix, remarks } = sorted;
  const identity = identifyWeights(tensors);
  if (identity.kind === "backbone") {
    const expected = backboneTensors(backbonePlan(identity.backbone, false));
    return {
      kind: "backbone",
      title: `Backbone ${identity.backbone}, to start runs from`,
      config: null,
      vocabulary: null,
      tensors: planned(expected, prefix, BODY),
      differences: compareTensors(tensors, expected),
      remarks,
    };
  }
  if (choices.withoutWords) return planWithoutWords(identity, sorted, choices);
  const vocabulary = vocabularyOf(choices.vocabulary, identity.vocabularySize);
  const config = configOf(identity, choices);
  const expected = captionerTensors(modelSpecOf(config, vocabulary));
  const { model, picture } = config;
  return {
    kind: "captioner",
    title: `Captioner, ${model.backbone}, ${model.encoderLayers} encoder and ${model.decoderLayers} decoder layers, ${identity.vocabularySize} pieces`,
    config,
    vocabulary,
    tensors: planned(expected, prefix, ""),
    differences: compareTensors(tensors, expected),
    remarks: [
      ...remarks,
      `Taken from the preset ${config.preset} and your choices, because weights do not tell: model.heads ${model.heads}, model.dilation ${model.dilation}, picture.size ${picture.size}, picture.normalization ${picture.normalization}.`,
    ],
  };
}

/** @throws {AppError} CHECKPOINT_DAMAGED that lists what is missing, unexpected and of another shape. */
export function refuseDifferences({ title, differences }: ImportPlan): void {
  const found = describeDifferences(differences);
  if (found.length > 0)
    throw new AppError(
      "CHECKPOINT_DAMAGED",
      `These weights look like a ${title[0]!.toLowerCase()}${title.slice(1)}, but do not fit:\n${found.join("\n")}\nNothing was imported.`,
    );
}
