/** @file A checkpoint folder to something that writes captions. */
import { readFile } from "node:fs/promises";
import path from "node:path";
import type { DecodedPicture } from "@capstan/dataset/decode-picture";
import { fillPixels, type Normalization } from "@capstan/dataset/fill-pixels";
import { AppError } from "@capstan/run/error-code";
import { decodeCaption } from "@capstan/tokenizer/decode-caption";
import { parseVocabulary, type Vocabulary } from "@capstan/tokenizer/vocabulary";
import { parseConfig } from "@capstan/training-config/config";
import * as tf from "@tensorflow/tfjs-core";
import type { CaptionModel } from "./caption-model.ts";
import { createModel } from "./create-model.ts";
import { type GeneratedCaption, generateCaptions } from "./decode/generate-captions.ts";
import { INFERENCE } from "./forward-context.ts";
import { type ModelSpec, modelSpecOf } from "./model-spec.ts";
import { type GridMask } from "./picture-positions.ts";
import { loadWeights } from "./weights/weights-file.ts";

export interface Decoding {
  readonly strategy: "GREEDY" | "BEAM";
  /** Captions kept alive while searching; for BEAM. */
  readonly beamWidth: number;
  /** Tokens at most, the end mark included. */
  readonly maxLength?: number;
  /** Candidates are ranked by log-probability / length ^ lengthPenalty. */
  readonly lengthPenalty?: number;
  /** How many captions are wanted; BEAM gives at most `beamWidth`, GREEDY one. */
  readonly candidates: number;
  /** Also gives where each token looked. */
  readonly attention: boolean;
}

export interface CaptionToken {
  /** The piece as the vocabulary has it; a leading ## joins it to the one before. */
  readonly text: string;
  /** Natural logarithm. */
  readonly logProbability: number;
  /** Over the grid cells that hold picture, row by row; the weights of cells that hold padding are left out. */
  readonly attention?: { readonly rows: number; readonly columns: number; readonly weights: readonly number[] };
}

export interface CaptionResult {
  /** Best first. */
  readonly candidates: readonly { readonly text: string; readonly logProbability: number; readonly tokens: readonly CaptionToken[] }[];
}

export interface Captioner {
  readonly spec: ModelSpec;
  /** Longest side in pixels that `caption` takes: decode pictures to it. */
  readonly pictureSize: number;
  readonly normalization: Normalization;
  /** @throws {RangeError} when the picture is larger than `pictureSize`; the signal's reason when aborted. */
  caption(picture: DecodedPicture, decoding: Decoding, signal?: AbortSignal): Promise<CaptionResult>;
  dispose(): void;
}

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

/** A captioner over a model that it then owns. */
export function captionerOf(model: CaptionModel, vocabulary: Vocabulary, picture: { readonly size: number; readonly normalization: Normalization }): Captioner {
  const S = picture.size;
  return {
    spec: model.spec,
    pictureSize: S,
    normalization: picture.normalization,
    caption: async (decoded, decoding, signal) => {
      const values = new Float32Array(S * S * 3);
      const pixelMask = new Uint8Array(S * S).fill(1);
      fillPixels(decoded, S, picture.normalization, values, pixelMask);
      const pixels = tf.tensor4d(values, [1, S, S, 3]);
      const encoded = model.encode({ pixels, pixelMask, height: S, width: S }, INFERENCE);
      pixels.dispose();
      try {
        const [captions] = await generateCaptions(model, encoded, {
          beamWidth: decoding.strategy === "GREEDY" ? 1 : decoding.beamWidth,
          attention: decoding.attention,
          ...(decoding.maxLength === undefined ? {} : { maxLength: decoding.maxLength }),
          ...(decoding.lengthPenalty === undefined ? {} : { lengthPenalty: decoding.lengthPenalty }),
          ...(signal ? { signal } : {}),
        });
        return { candidates: captions!.slice(0, Math.max(1, decoding.candidates)).map((caption) => told(caption, vocabulary, encoded.mask)) };
      } finally {
        tf.dispose([encoded.memory, encoded.placedMemory, ...(encoded.keyPadding ? [encoded.keyPadding] : [])]);
      }
    },
    dispose: () => model.dispose(),
  };
}

function told(caption: GeneratedCaption, vocabulary: Vocabulary, mask: GridMask): CaptionResult["candidates"][number] {
  const ids = caption.tokens.map(({ id }) => id);
  return {
    text: decodeCaption(vocabulary, ids),
    logProbability: caption.logProbability,
    tokens: caption.tokens.map(({ id, logProbability, attention }) => ({
      text: vocabulary.pieces[id]!,
      logProbability,
      ...(attention ? { attention: withoutPadding(attention, mask) } : {}),
    })),
  };
}

/** The picture's own part of the grid: padding lies below and to the right of it. */
function withoutPadding(attention: Float32Array, { data, rows, columns }: GridMask): NonNullable<CaptionToken["attention"]> {
  const visible = (cell: number): boolean => data[cell] === 0;
  const seenColumns = Array.from({ length: columns }, (_, x) => x).filter(visible).length;
  const seenRows = Array.from({ length: rows }, (_, y) => y * columns).filter(visible).length;
  const weights = Array.from({ length: seenRows }, (_, y) => [...attention.subarray(y * columns, y * columns + seenColumns)]).flat();
  return { rows: seenRows, columns: seenColumns, weights };
}
