/** @file A dataset version to what a training step takes: normalised pixels, a padding mask and token ids. */
import { AppError } from "@capstan/run/error-code";
import { encodeCaption } from "@capstan/tokenizer/encode-caption";
import type { Vocabulary } from "@capstan/tokenizer/vocabulary";
import type { TrainingConfig } from "@capstan/training-config/config";
import { augmentPicture, decodingSize, type Sample } from "./augment-picture.ts";
import { decodePicture, type DecodedPicture } from "./decode-picture.ts";
import { fillPixels, type Normalization } from "./fill-pixels.ts";
import { inOrder } from "./in-order.ts";
import type { ManifestPicture, Split } from "./manifest.ts";
import type { OpenVersion } from "./open-version.ts";
import { PictureCache } from "./picture-cache.ts";
import { itemCount, picturesOf, planEpoch, stepsPerEpoch, type PlannedPicture } from "./plan-epoch.ts";
import { randomOf } from "./random.ts";

/** Letters: `B` pictures, `C` captions per picture, `S` pixels per side, `T` decoder positions. */
export interface Batch {
  /** float32 `[B, S, S, 3]`, normalised; the picture lies in the upper left corner, the rest is 0. */
  readonly pixels: Float32Array;
  /** uint8 `[B, S, S]`, 1 where there is padding. */
  readonly pixelMask: Uint8Array;
  /** int32 `[B * C, T + 1]`: [CLS] pieces [SEP] and padding. Positions 0..T-1 go in, 1..T are the targets. */
  readonly tokens: Int32Array;
  /** int32 `[B * C]`: the row of `pixels` that a caption belongs to. */
  readonly pictureOfCaption: Int32Array;
  /** `[B]` */
  readonly pictureIds: readonly string[];
  readonly B: number;
  readonly C: number;
  readonly S: number;
  /** As long as the batch's longest caption needs; `config.model.maxPositions` where padding counts in the loss. */
  readonly T: number;
  /** Pictures of this batch that could not be read, and are not in it. */
  readonly skipped: readonly { readonly fileName: string; readonly reason: string }[];
}

export interface Batches {
  readonly vocabulary: Vocabulary;
  /** The split's pictures, in the manifest's order, after the limit. */
  readonly pictures: readonly ManifestPicture[];
  /** Passes through the backbone in an epoch; captions instead of pictures where each caption pays for its own. */
  readonly picturesPerEpoch: number;
  readonly stepsPerEpoch: number;
  /** The batches of an epoch from step `fromStep` on; both count from 0. Reads ahead while a batch is in use. */
  epoch(epoch: number, fromStep?: number): AsyncIterable<Batch>;
  /** Ends what reads in the background. */
  close(): Promise<void>;
}

export interface BatchesOptions {
  readonly version: OpenVersion;
  readonly split: Split;
  readonly vocabulary: Vocabulary;
  readonly config: TrainingConfig;
  readonly seed: number;
  /** Bytes of decoded pictures that are kept from epoch to epoch. */
  readonly cacheBytes?: number;
}

const CACHE_BYTES_DEFAULT = 512 * 1024 ** 2;
const BATCHES_AHEAD = 2;
const PICTURES_AT_ONCE = 8;

/**
 * Batches of one split. Only `train` is shuffled and augmented. Two calls with the same version, configuration and seed yield the
 * same batches, whatever was read before.
 * @throws {AppError} DATASET_INVALID when the split has no pictures; while iterating, when no picture of a batch can be read.
 */
export function createBatches({ version, split, vocabulary, config, seed, cacheBytes = CACHE_BYTES_DEFAULT }: BatchesOptions): Batches {
  const pictures = picturesOf(version.manifest, split, config);
  if (pictures.length === 0)
    throw new AppError(
      "DATASET_INVALID",
      `The dataset has no pictures in “${split}”. Import it with a ${split} split, or let Capstan split it.`,
    );
  const items = itemCount(pictures, split, config);
  const sizeToDecode = split === "train" ? decodingSize(config) : config.picture.size;
  const cache = new PictureCache(cacheBytes, async (picture) => decodePicture(await version.read(picture), sizeToDecode));

  const sampleOf = async ({ picture, captions }: PlannedPicture, epoch: number): Promise<Sample> => {
    const sample: Sample = { picture: await cache.get(picture), captions };
    if (split !== "train") return sample;
    return augmentPicture(
      sample,
      config,
      randomOf("augment", seed, epoch, picture.sha256, config.text.captionsPerPicture === 1 ? captions[0]! : ""),
    );
  };
  return {
    vocabulary,
    pictures,
    picturesPerEpoch: items,
    stepsPerEpoch: stepsPerEpoch(items, split, config),
    close: () => Promise.resolve(),
    epoch: (epoch, fromStep = 0) => {
      const plan = planEpoch(pictures, split, config, seed, epoch).slice(fromStep);
      return inOrder(plan, BATCHES_AHEAD + 1, async (planned) => {
        const read: Read[] = [];
        for await (const one of inOrder(planned, PICTURES_AT_ONCE, (item) => readOne(item, (i) => sampleOf(i, epoch)))) read.push(one);
        return assemble(read, vocabulary, config);
      });
    },
  };
}

type Read = { readonly planned: PlannedPicture } & ({ readonly sample: Sample } | { readonly reason: string });

async function readOne(planned: PlannedPicture, sampleOf: (planned: PlannedPicture) => Promise<Sample>): Promise<Read> {
  try {
    return { planned, sample: await sampleOf(planned) };
  } catch (error) {
    // One bad picture must not end a training of days; a bug must.
    if (error instanceof AppError) return { planned, reason: error.message };
    throw error;
  }
}

function assemble(read: readonly Read[], vocabulary: Vocabulary, config: TrainingConfig): Batch {
  const good = read.flatMap((one) => ("sample" in one ? [one] : []));
  const skipped = read.flatMap((one) => ("reason" in one ? [{ fileName: one.planned.picture.fileName, reason: one.reason }] : []));
  if (good.length === 0)
    throw new AppError(
      "DATASET_INVALID",
      `None of the ${read.length} pictures of a batch can be read. The first: ${skipped[0]?.fileName}: ${skipped[0]?.reason}`,
    );
  const B = good.length;
  const C = config.text.captionsPerPicture;
  const S = config.picture.size;
  return {
    ...pixelsOf(
      good.map(({ sample }) => sample.picture),
      S,
      config.picture.normalization,
    ),
    ...tokensOf(
      good.flatMap(({ sample }) => sample.captions),
      vocabulary,
      config,
    ),
    pictureOfCaption: Int32Array.from({ length: B * C }, (_, i) => Math.floor(i / C)),
    pictureIds: good.map(({ planned }) => planned.picture.id),
    B,
    C,
    S,
    skipped,
  };
}

function pixelsOf(pictures: readonly DecodedPicture[], S: number, normalization: Normalization): Pick<Batch, "pixels" | "pixelMask"> {
  const pixels = new Float32Array(pictures.length * S * S * 3);
  const pixelMask = new Uint8Array(pictures.length * S * S).fill(1);
  for (const [b, picture] of pictures.entries())
    fillPixels(
      picture,
      S,
      normalization,
      pixels.subarray(b * S * S * 3, (b + 1) * S * S * 3),
      pixelMask.subarray(b * S * S, (b + 1) * S * S),
    );
  return { pixels, pixelMask };
}

function tokensOf(captions: readonly string[], vocabulary: Vocabulary, config: TrainingConfig): Pick<Batch, "tokens" | "T"> {
  const { maxPositions } = config.model;
  const rows = captions.map((caption) => encodeCaption(vocabulary, caption, maxPositions + 1));
  // Where padding counts in the loss, trimming it would change the loss.
  const T = config.optimizer.ignorePad ? Math.max(...rows.map((row) => row.length)) - 1 : maxPositions;
  const tokens = new Int32Array(rows.length * (T + 1)).fill(vocabulary.padId);
  for (const [i, row] of rows.entries()) tokens.set(row, i * (T + 1));
  return { tokens, T };
}
