/** @file Changes of decoded pictures for training. Each returns a new picture and leaves its input as it was. */
import type { DecodedPicture } from "./decode-picture.ts";
import type { Random } from "./random.ts";

/** Rows mirrored left to right. */
export function flipPixels({ data, width, height }: DecodedPicture): DecodedPicture {
  const out = new Uint8Array(data.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const from = (y * width + x) * 3;
      const to = (y * width + (width - 1 - x)) * 3;
      out[to] = data[from]!;
      out[to + 1] = data[from + 1]!;
      out[to + 2] = data[from + 2]!;
    }
  }
  return { data: out, width, height };
}

/** Turned counter-clockwise by `quarters` x 90 degrees. */
export function turnPixels(picture: DecodedPicture, quarters: number): DecodedPicture {
  const turns = quarters & 3;
  if (turns === 0) return picture;
  const { data, width: w, height: h } = picture;
  const width = turns === 2 ? w : h;
  const height = turns === 2 ? h : w;
  const out = new Uint8Array(data.length);
  for (let y = 0; y < h; y++) {
    for (let x = 0; x < w; x++) {
      const [tx, ty] = turns === 1 ? [y, w - 1 - x] : turns === 2 ? [w - 1 - x, h - 1 - y] : [h - 1 - y, x];
      const from = (y * w + x) * 3;
      const to = (ty * width + tx) * 3;
      out[to] = data[from]!;
      out[to + 1] = data[from + 1]!;
      out[to + 2] = data[from + 2]!;
    }
  }
  return { data: out, width, height };
}

/** The part of a picture from (`left`, `top`). */
export function cropPixels(picture: DecodedPicture, left: number, top: number, width: number, height: number): DecodedPicture {
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    const from = ((top + y) * picture.width + left) * 3;
    data.set(picture.data.subarray(from, from + width * 3), y * width * 3);
  }
  return { data, width, height };
}

/**
 * Turned clockwise about its centre by `degrees`, then shifted by (`right`, `down`) pixels; what comes in from outside is black.
 * @source torchvision's RandomAffine with its defaults: the nearest pixel, no fill.
 */
export function shiftAndTurn({ data, width, height }: DecodedPicture, degrees: number, right: number, down: number): DecodedPicture {
  const out = new Uint8Array(data.length);
  const cosine = Math.cos((degrees * Math.PI) / 180);
  const sine = Math.sin((degrees * Math.PI) / 180);
  const [middleX, middleY] = [width / 2, height / 2];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const fromMiddleX = x + 0.5 - middleX - right;
      const fromMiddleY = y + 0.5 - middleY - down;
      const sourceX = Math.floor(cosine * fromMiddleX + sine * fromMiddleY + middleX);
      const sourceY = Math.floor(cosine * fromMiddleY - sine * fromMiddleX + middleY);
      if (sourceX < 0 || sourceX >= width || sourceY < 0 || sourceY >= height) continue;
      const from = (sourceY * width + sourceX) * 3;
      const to = (y * width + x) * 3;
      out[to] = data[from]!;
      out[to + 1] = data[from + 1]!;
      out[to + 2] = data[from + 2]!;
    }
  }
  return { data: out, width, height };
}

/** Factors: 1 changes nothing. Each range is [least, most]. */
export interface JitterRanges {
  readonly brightness: readonly [number, number];
  readonly contrast: readonly [number, number];
  readonly saturation: readonly [number, number];
}

/**
 * Brightness, contrast and saturation, each by a factor from its range, in random order; rounded and clamped after each.
 * @source torchvision's ColorJitter on PIL pictures: blends with black, with the mean of the grey picture, and with the grey picture.
 */
export function jitterColours(picture: DecodedPicture, ranges: JitterRanges, random: Random): DecodedPicture {
  const factors = {
    brightness: random.between(...ranges.brightness),
    contrast: random.between(...ranges.contrast),
    saturation: random.between(...ranges.saturation),
  };
  let { data } = picture;
  for (const change of random.shuffle(["brightness", "contrast", "saturation"] as const)) {
    const factor = factors[change];
    data = change === "saturation" ? saturate(data, factor) : blend(data, factor, change === "contrast" ? meanGrey(data) : 0);
  }
  return { ...picture, data };
}

/** f * picture + (1 - f) * level, by a table of the 256 values. */
function blend(data: Uint8Array, factor: number, level: number): Uint8Array {
  const table = Uint8Array.from({ length: 256 }, (_, value) => clamp(factor * value + (1 - factor) * level));
  return data.map((value) => table[value]!);
}

function saturate(data: Uint8Array, factor: number): Uint8Array {
  const out = new Uint8Array(data.length);
  for (let i = 0; i < data.length; i += 3) {
    const rest = (1 - factor) * grey(data, i);
    for (let c = 0; c < 3; c++) out[i + c] = clamp(factor * data[i + c]! + rest);
  }
  return out;
}

function meanGrey(data: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < data.length; i += 3) sum += grey(data, i);
  return Math.round(sum / (data.length / 3));
}

/** PIL's L: ITU-R 601, rounded. */
const grey = (data: Uint8Array, i: number): number => (19595 * data[i]! + 38470 * data[i + 1]! + 7471 * data[i + 2]! + 0x8000) >> 16;

/** PIL cuts fractions off. */
const clamp = (value: number): number => (value <= 0 ? 0 : value >= 255 ? 255 : Math.trunc(value));
