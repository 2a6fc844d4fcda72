/** @file What a run says of itself before its first steps and after them: does it fit, and how long does it take? */
import { EngineOutOfMemory } from "@capstan/engine/out-of-memory";
import type { Batches } from "@capstan/dataset/batches";
import { encodeCaption } from "@capstan/tokenizer/encode-caption";
import { bytesOf, estimateMemory, freeBytes, inBytes, inTime, measureSpeed, shapeOf, stepOperations } from "./estimate-training.ts";
import type { PreparedRun } from "./prepare-run.ts";
import { settingsThatFit } from "./settings-that-fit.ts";
import { isOutOfMemory, type NothingFits } from "./split-batch.ts";
import { TrainingFailure } from "./training-failure.ts";
import { frozenStagesOf } from "./training-stages.ts";

/** Captions that say how long captions are. */
const CAPTIONS_READ = 500;

export interface Forecast {
  readonly message: string;
  /** Whether it may not fit as it is. */
  readonly isTight: boolean;
  /** Null: there was no memory to measure with. */
  readonly stepSeconds: number | null;
}

/** Decoder positions of the longest batches. */
export function positionsOf({ config, vocabulary }: PreparedRun, batches: Batches): number {
  const { maxPositions } = config.model;
  if (!config.optimizer.ignorePad) return maxPositions;
  const captions = batches.pictures
    .slice(0, CAPTIONS_READ)
    .flatMap((picture) => picture.captions)
    .slice(0, CAPTIONS_READ);
  return Math.max(2, ...captions.map((caption) => encodeCaption(vocabulary, caption, maxPositions + 1).length - 1));
}

/** Memory and time of the run on this machine, from the configuration and a moment's measurement of the engine's speed. */
export async function forecast(run: PreparedRun, batches: Batches, stepsLeft: number): Promise<Forecast> {
  const { config, state, vocabulary } = run;
  const { batchSize, accumulate } = config.optimizer;
  const shape = shapeOf(config, vocabulary.pieces.length, positionsOf(run, batches), frozenStagesOf(run));
  const memory = estimateMemory(shape, config.optimizer.emaDecay > 0);
  const pictures = Math.ceil(Math.min(batchSize, batches.picturesPerEpoch) / state.split);
  const bytes = bytesOf(memory, pictures);
  const free = freeBytes();
  const speed = await measureSpeed().catch((error: unknown) => {
    if (isOutOfMemory(error)) return null;
    throw error;
  });
  const stepSeconds = speed && stepOperations(shape, batchSize * accumulate) / speed;
  const all = `${inTime((stepSeconds ?? 0) * stepsLeft)} for ${stepsLeft} steps, validations not counted`;
  const time = stepSeconds === null ? "" : ` Estimated time: ${inTime(stepSeconds)} a step, ${all}.`;
  const isTight = bytes > free;
  const { weights, gradients, moments, backbone, encoder, decoder, head } = memory.parts;
  const layers = `${inBytes(backbone)} backbone, ${inBytes(encoder)} encoder, ${inBytes(decoder)} decoder, ${inBytes(head)} head`;
  const fits = isTight ? `only ${inBytes(free)} are free: batches will be cut into pieces if memory runs out` : `${inBytes(free)} are free`;
  return {
    isTight,
    stepSeconds,
    message:
      `Estimated memory: ${inBytes(bytes)} (weights ${inBytes(weights)}, gradients ${inBytes(gradients)}, moments ${inBytes(moments)}, ` +
      `${pictures} pictures at once of ${inBytes(memory.perPicture)}: ${layers}); ${fits}.${time}`,
  };
}

/** What one measured step says of the rest. */
export function etaMessage(seconds: number, estimated: number | null, stepsLeft: number): string {
  const before = estimated === null ? "" : ` (${inTime(estimated)} were estimated)`;
  return `A step takes ${inTime(seconds)}${before}: ${inTime(seconds * stepsLeft)} for the ${stepsLeft} steps left, validations not counted.`;
}

/** In a sentence, without the engine's own advice: the trainer has better. */
export const shortage = (error: unknown): string =>
  error instanceof EngineOutOfMemory
    ? `${error.op} needs ${inBytes(error.bytes)}, more than is left of the engine's ${inBytes(error.budgetBytes)}`
    : error instanceof Error
      ? error.message
      : String(error);

/** A run that not even one picture at a time lets go on: which settings to lower, and by how much. */
export function nothingFits(run: PreparedRun, batches: Batches, error: NothingFits): TrainingFailure {
  const { config, vocabulary } = run;
  const { cause } = error;
  const budget = cause instanceof EngineOutOfMemory ? cause.budgetBytes : freeBytes();
  const circumstances = { vocabularySize: vocabulary.pieces.length, T: positionsOf(run, batches), frozenStages: frozenStagesOf(run) };
  const fitting = settingsThatFit(config, circumstances, budget, 1.1 * budget);
  const choices = fitting.map(({ path, from, to }) => `${path} from ${from} to ${to}`);
  const advice =
    choices.length > 0
      ? `Lower one of these: ${choices.join("; ")}. Or use a machine with more memory.`
      : "No single setting is enough: lower picture.size, model.hiddenDim and the backbone together, or use a machine with more memory.";
  return new TrainingFailure("machine", "OUT_OF_MEMORY", `Not even one picture at a time fits into memory: ${shortage(cause)}.`, advice);
}
