/** @file A captioner's captions of a dataset's pictures, and their scores. */
import { scoreWithIntervals } from "@capstan/caption-score/bootstrap";
import type { CaptionScores } from "@capstan/caption-score/score-captions";
import type { Captioner } from "@capstan/captioner/captioner";
import type { Decoding } from "@capstan/captioner/decoding";
import { decodePicture, type DecodedPicture } from "@capstan/dataset/decode-picture";
import { inOrder } from "@capstan/dataset/in-order";
import type { ManifestPicture } from "@capstan/dataset/manifest";
import { AppError } from "@capstan/run/error-code";
import type { ScoreIntervals } from "./trainer-event.ts";

export interface CaptionedPicture {
  readonly pictureId: string;
  readonly fileName: string;
  readonly caption: string;
  /** Natural logarithm. */
  readonly logProbability: number;
  readonly references: readonly string[];
}
export interface SkippedPicture {
  readonly pictureId: string;
  readonly fileName: string;
  readonly reason: string;
}
/** What became of some pictures, in the dataset's order. */
export interface CaptionedPictures {
  readonly captioned: readonly CaptionedPicture[];
  /** Pictures that could not be read. */
  readonly skipped: readonly SkippedPicture[];
}

export interface CaptionPicturesOptions {
  readonly captioner: Captioner;
  readonly pictures: readonly ManifestPicture[];
  /** The picture's file. @throws {AppError} when it is gone or damaged: it is skipped. */
  readonly read: (picture: ManifestPicture) => Promise<Uint8Array>;
  readonly decoding: Decoding;
  /** Pictures that are captioned together. */
  readonly batchSize?: number;
  readonly signal?: AbortSignal;
}

const BATCH_SIZE_DEFAULT = 8;
/** Batches that are read ahead of the one that is captioned. */
const AHEAD = 2;

interface Read {
  readonly picture: ManifestPicture;
  readonly pixels: DecodedPicture | null;
  readonly reason: string;
}

/** Captions all of `pictures`, a batch at a time. @throws the signal's reason when aborted. */
export async function* captionPictures(options: CaptionPicturesOptions): AsyncGenerator<CaptionedPictures, void, undefined> {
  const { captioner, pictures, read, decoding, batchSize = BATCH_SIZE_DEFAULT, signal } = options;
  const batches = Array.from({ length: Math.ceil(pictures.length / batchSize) }, (_, i) =>
    pictures.slice(i * batchSize, (i + 1) * batchSize),
  );
  const readOne = async (picture: ManifestPicture): Promise<Read> => {
    try {
      return { picture, pixels: await decodePicture(await read(picture), captioner.pictureSize), reason: "" };
    } catch (error) {
      // One bad picture must not end an evaluation of thousands; a bug must.
      if (error instanceof AppError) return { picture, pixels: null, reason: error.message };
      throw error;
    }
  };
  for await (const batch of inOrder(batches, AHEAD, (own) => Promise.all(own.map(readOne)))) {
    signal?.throwIfAborted();
    const good = batch.flatMap(({ picture, pixels }) => (pixels ? [{ picture, pixels }] : []));
    const results = await captioner.captionAll(
      good.map(({ pixels }) => pixels),
      { ...decoding, candidates: 1, attention: false },
      signal,
    );
    yield {
      captioned: good.map(({ picture: { id, fileName, captions } }, i) => {
        const [best] = results[i]!.candidates;
        return { pictureId: id, fileName, caption: best?.text ?? "", logProbability: best?.logProbability ?? 0, references: captions };
      }),
      skipped: batch.flatMap(({ picture: { id, fileName }, pixels, reason }) => (pixels ? [] : [{ pictureId: id, fileName, reason }])),
    };
  }
}

export interface Evaluated {
  /** bleu1 to bleu4, rougeL and cider of the set. */
  readonly scores: CaptionScores;
  /** 95 %, from 1,000 resamples of the pictures. */
  readonly intervals: ScoreIntervals;
  /** Each picture with its own scores; CIDEr-D's rarity is that of the set. */
  readonly pictures: readonly (CaptionedPicture & { readonly scores: CaptionScores })[];
}

/** @param seed of the resamples: the same captions have the same intervals. */
export function scoreCaptioned(captioned: readonly CaptionedPicture[], seed = 0): Evaluated {
  const items = captioned.map(({ caption, references }) => ({ hypothesis: caption, references }));
  const { perPicture, intervals, ...scores } = scoreWithIntervals(items, { seed });
  return { scores, intervals: intervals ?? {}, pictures: captioned.map((picture, i) => ({ ...picture, scores: perPicture[i]! })) };
}
