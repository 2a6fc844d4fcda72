/** @file The augmentations of training-config: what a training sees of a picture in one epoch. */
import type { TrainingConfig } from "@capstan/training-config/config";
import { cropPixels, flipPixels, jitterColours, shiftAndTurn, turnPixels, type JitterRanges } from "./change-pixels.ts";
import { resizePixels, type DecodedPicture } from "./decode-picture.ts";
import { flipCaption } from "./flip-caption.ts";
import type { Random } from "./random.ts";
import { underMax } from "./under-max.ts";

export interface Sample {
  readonly picture: DecodedPicture;
  readonly captions: readonly string[];
}

const CATR_JITTER: JitterRanges = { brightness: [0.5, 1.3], contrast: [0.8, 1.5], saturation: [0.2, 1.5] };
const GENTLE_JITTER: JitterRanges = { brightness: [0.8, 1.2], contrast: [0.8, 1.2], saturation: [0.8, 1.2] };
/** Share of the area that a crop keeps: a caption speaks of the whole picture. */
const CROP_AREA = [0.6, 1] as const;
/** By how much a crop may be wider or taller than the picture. */
const CROP_STRETCH = [0.85, 1 / 0.85] as const;
/** The guide's RandomAffine: degrees to either side, and the share of each side that a picture is shifted by at most. */
const TURN_DEGREES = 10;
const SHIFT_SHARE = 0.1;
/** Crops are cut from a picture of this many times the model's size, so that they need not grow. */
const CROP_MARGIN = 1.25;

/** The size at which a picture has to be decoded for augmentPicture. */
export const decodingSize = ({ picture }: TrainingConfig): number =>
  picture.augmentation === "crop" || picture.augmentation === "affine" ? Math.ceil(picture.size * CROP_MARGIN) : picture.size;

/**
 * One picture and its captions as `random` decides.
 * - `crop`: a part of at least 60 % of the area, gentle colour jitter, and a mirror in half of the cases that also exchanges
 *   left and right in the captions.
 * - `affine`: the same, then turned by up to 10 degrees and shifted by up to a tenth of its sides.
 * - `mirror`: only that mirror, for pictures that a crop would falsify.
 * - `catr`: a quarter turn in three of four cases, strong colour jitter, a mirror in half of the cases; captions stay.
 * @param sample decoded at decodingSize. Borrowed.
 * @returns a picture whose longer side is at most `config.picture.size`.
 */
export async function augmentPicture(sample: Sample, config: TrainingConfig, random: Random): Promise<Sample> {
  const { augmentation, flip } = config.picture;
  switch (augmentation) {
    case "none":
      return sample;
    case "mirror":
      return flip && random.next() < 0.5 ? mirrored(sample) : sample;
    case "catr": {
      const jittered = jitterColours(turnPixels(sample.picture, random.below(4)), CATR_JITTER, random);
      return { picture: flip && random.next() < 0.5 ? flipPixels(jittered) : jittered, captions: sample.captions };
    }
    case "crop":
      return croppedSample(sample, config, random);
    case "affine": {
      const { picture, captions } = await croppedSample(sample, config, random);
      const shift = (side: number): number => Math.round(random.between(-SHIFT_SHARE, SHIFT_SHARE) * side);
      const degrees = random.between(-TURN_DEGREES, TURN_DEGREES);
      return { picture: shiftAndTurn(picture, degrees, shift(picture.width), shift(picture.height)), captions };
    }
  }
}

async function croppedSample({ picture, captions }: Sample, { picture: { size, flip } }: TrainingConfig, random: Random): Promise<Sample> {
  const seen = { picture: jitterColours(await randomCrop(picture, size, random), GENTLE_JITTER, random), captions };
  return flip && random.next() < 0.5 ? mirrored(seen) : seen;
}

const mirrored = ({ picture, captions }: Sample): Sample => ({ picture: flipPixels(picture), captions: captions.map(flipCaption) });

async function randomCrop(picture: DecodedPicture, size: number, random: Random): Promise<DecodedPicture> {
  const area = random.between(...CROP_AREA);
  const stretch = Math.exp(random.between(Math.log(CROP_STRETCH[0]), Math.log(CROP_STRETCH[1])));
  const side = (full: number, factor: number): number => Math.max(1, Math.min(full, Math.round(full * Math.sqrt(area * factor))));
  const width = side(picture.width, stretch);
  const height = side(picture.height, 1 / stretch);
  const left = random.below(picture.width - width + 1);
  const top = random.below(picture.height - height + 1);
  return resizePixels(cropPixels(picture, left, top, width, height), underMax(width, height, size));
}
