/** @file Bytes of a picture to the numbers that a backbone was trained on. */
import type { DecodedPicture } from "./decode-picture.ts";

/** Per channel, of pixels in [0, 1]. */
export const NORMALIZATIONS = {
  /** @source torchvision's ImageNet statistics. */
  imagenet: { mean: [0.485, 0.456, 0.406], deviation: [0.229, 0.224, 0.225] },
  /** CATR's: to [-1, 1]. */
  half: { mean: [0.5, 0.5, 0.5], deviation: [0.5, 0.5, 0.5] },
} as const;
export type Normalization = keyof typeof NORMALIZATIONS;

const tables = new Map<Normalization, Float32Array[]>();

/**
 * Writes one picture into the upper left corner of a square.
 * @param S pixels per side of the square; neither side of the picture is longer.
 * @param pixels float32 `[S, S, 3]`, zeros. Written.
 * @param mask uint8 `[S, S]`, ones. Set to 0 where the picture is.
 */
export function fillPixels(
  { data, width, height }: DecodedPicture,
  S: number,
  normalization: Normalization,
  pixels: Float32Array,
  mask: Uint8Array,
): void {
  if (width > S || height > S) throw new RangeError(`A picture of ${width} x ${height} pixels does not fit into ${S} x ${S}.`);
  const [red, green, blue] = tablesOf(normalization) as [Float32Array, Float32Array, Float32Array];
  for (let y = 0; y < height; y++) {
    mask.fill(0, y * S, y * S + width);
    let to = y * S * 3;
    for (let from = y * width * 3; from < (y + 1) * width * 3; from += 3) {
      pixels[to++] = red[data[from]!]!;
      pixels[to++] = green[data[from + 1]!]!;
      pixels[to++] = blue[data[from + 2]!]!;
    }
  }
}

/** The 256 values of each channel. */
function tablesOf(normalization: Normalization): Float32Array[] {
  const known = tables.get(normalization);
  if (known) return known;
  const { mean, deviation } = NORMALIZATIONS[normalization];
  const made = mean.map((m, c) => Float32Array.from({ length: 256 }, (_, value) => (value / 255 - m) / deviation[c]!));
  tables.set(normalization, made);
  return made;
}
