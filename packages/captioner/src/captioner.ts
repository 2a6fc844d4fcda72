/** @file Pictures in, captions out: a model with its vocabulary and the pictures that it wants. */
import type { DecodedPicture } from "@capstan/dataset/decode-picture";
import { fillPixels, type Normalization } from "@capstan/dataset/fill-pixels";
import { decodeCaption } from "@capstan/tokenizer/decode-caption";
import type { Vocabulary } from "@capstan/tokenizer/vocabulary";
import * as tf from "@tensorflow/tfjs-core";
import type { CaptionModel, EncodedPictures } from "./caption-model.ts";
import { type GeneratedCaption, generateCaptions, type SearchOptions } from "./decode/generate-captions.ts";
import type { CaptionCandidate, CaptionResult, CaptionToken, Decoding } from "./decoding.ts";
import { INFERENCE } from "./forward-context.ts";
import type { ModelSpec } from "./model-spec.ts";
import type { GridMask } from "./picture-positions.ts";

export interface Captioner {
  readonly spec: ModelSpec;
  /** Longest side in pixels that `caption` takes: decode pictures to it. */
  readonly pictureSize: number;
  readonly normalization: Normalization;
  /** @throws {RangeError} when the picture is larger than `pictureSize`; the signal's reason when aborted. */
  caption(picture: DecodedPicture, decoding: Decoding, signal?: AbortSignal): Promise<CaptionResult>;
  /** As `caption` for each, in one batch: the same captions in less time. @throws as caption. */
  captionAll(pictures: readonly DecodedPicture[], decoding: Decoding, signal?: AbortSignal): Promise<CaptionResult[]>;
  dispose(): void;
}

export interface PictureWishes {
  /** Pixels of the longer side. */
  readonly size: number;
  readonly normalization: Normalization;
}

/** A captioner over a model that it then owns. */
export function captionerOf(model: CaptionModel, vocabulary: Vocabulary, { size, normalization }: PictureWishes): Captioner {
  const write = async (pictures: readonly DecodedPicture[], decoding: Decoding, signal?: AbortSignal): Promise<CaptionResult[]> => {
    const encoded = decoding.catrExact
      ? encodeUnpadded(model, pictures[0]!, size, normalization)
      : encodePadded(model, pictures, size, normalization);
    try {
      const found = await generateCaptions(model, encoded, searchOf(model.spec, decoding, signal));
      return found.map((captions, b) => ({
        candidates: captions.slice(0, Math.max(1, decoding.candidates)).map((caption) => told(caption, vocabulary, encoded.mask, b)),
      }));
    } finally {
      tf.dispose([encoded.memory, encoded.placedMemory, ...(encoded.keyPadding ? [encoded.keyPadding] : [])]);
    }
  };
  const captionAll: Captioner["captionAll"] = async (pictures, decoding, signal) => {
    if (!decoding.catrExact) return pictures.length === 0 ? [] : write(pictures, decoding, signal);
    // Each at its own size: they do not fit into one batch.
    const results: CaptionResult[] = [];
    for (const picture of pictures) results.push(...(await write([picture], decoding, signal)));
    return results;
  };
  return {
    spec: model.spec,
    pictureSize: size,
    normalization,
    captionAll,
    caption: async (picture, decoding, signal) => (await captionAll([picture], decoding, signal))[0]!,
    dispose: () => model.dispose(),
  };
}

/** Pictures as in training, each in the upper left corner of a square, to the memory that captions are decoded from. Owned by the caller. */
function encodePadded(model: CaptionModel, pictures: readonly DecodedPicture[], S: number, normalization: Normalization): EncodedPictures {
  const B = pictures.length;
  const values = new Float32Array(B * S * S * 3);
  const pixelMask = new Uint8Array(B * S * S).fill(1);
  for (const [b, picture] of pictures.entries())
    fillPixels(
      picture,
      S,
      normalization,
      values.subarray(b * S * S * 3, (b + 1) * S * S * 3),
      pixelMask.subarray(b * S * S, (b + 1) * S * S),
    );
  return encodeOwned(model, tf.tensor4d(values, [B, S, S, 3]), pixelMask);
}

/** One picture as CATR predicts: nothing but the picture. Owned by the caller. */
function encodeUnpadded(model: CaptionModel, picture: DecodedPicture, S: number, normalization: Normalization): EncodedPictures {
  const { width, height } = picture;
  const values = new Float32Array(S * S * 3);
  fillPixels(picture, S, normalization, values, new Uint8Array(S * S));
  const pixels = tf.tidy(() => tf.slice(tf.tensor4d(values, [1, S, S, 3]), [0, 0, 0, 0], [1, height, width, 3]));
  return encodeOwned(model, pixels, new Uint8Array(height * width));
}

/** @param pixels taken. */
function encodeOwned(model: CaptionModel, pixels: tf.Tensor4D, pixelMask: Uint8Array): EncodedPictures {
  const [, height, width] = pixels.shape;
  try {
    return model.encode({ pixels, pixelMask, height, width }, INFERENCE);
  } finally {
    pixels.dispose();
  }
}

function searchOf({ maxPositions }: ModelSpec, decoding: Decoding, signal: AbortSignal | undefined): SearchOptions {
  const { strategy, beamWidth, attention, maxLength, lengthPenalty, catrExact } = decoding;
  // predict.py fills positions 1 to the last and stops: one token fewer than the model could still foretell.
  const longest = catrExact ? Math.min(maxLength ?? maxPositions, maxPositions - 1) : maxLength;
  return {
    beamWidth: strategy === "GREEDY" || catrExact ? 1 : beamWidth,
    attention,
    anyToken: catrExact ?? false,
    ...(longest === undefined ? {} : { maxLength: longest }),
    ...(lengthPenalty === undefined ? {} : { lengthPenalty }),
    ...(signal ? { signal } : {}),
  };
}

function told(caption: GeneratedCaption, vocabulary: Vocabulary, mask: GridMask, b: number): CaptionCandidate {
  const ids = caption.tokens.map(({ id }) => id);
  return {
    text: decodeCaption(vocabulary, ids),
    logProbability: caption.logProbability,
    tokens: caption.tokens.map(({ id, logProbability, attention }) => ({
      text: vocabulary.pieces[id]!,
      logProbability,
      ...(attention ? { attention: withoutPadding(attention, mask, b) } : {}),
    })),
  };
}

/** Picture `b`'s own part of the grid: padding lies below and to the right of it. */
function withoutPadding(attention: Float32Array, { data, rows, columns }: GridMask, b: number): NonNullable<CaptionToken["attention"]> {
  const visible = (cell: number): boolean => data[b * rows * columns + cell] === 0;
  const seenColumns = Array.from({ length: columns }, (_, x) => x).filter(visible).length;
  const seenRows = Array.from({ length: rows }, (_, y) => y * columns).filter(visible).length;
  const weights = Array.from({ length: seenRows }, (_, y) => [...attention.subarray(y * columns, y * columns + seenColumns)]).flat();
  return { rows: seenRows, columns: seenColumns, weights };
}
