/**
 * @file What decodePicture is measured against: bicubic resizing of bytes in integers, slow and exact.
 * @source Pillow, src/libImaging/Resample.c: a = -0.5, the kernel widened when shrinking and cut at the edges, weights in 22 bits.
 */
import type { DecodedPicture } from "../decode-picture.ts";

const BITS = 22;
const SUPPORT = 2;

export function resizeExactly(picture: DecodedPicture, target: { width: number; height: number }): DecodedPicture {
  const { data, width, height } = picture;
  const wide = new Uint8Array(target.width * height * 3);
  for (const [x, { from, weights }] of weightsOf(width, target.width).entries())
    for (let y = 0; y < height; y++)
      for (let c = 0; c < 3; c++) wide[(y * target.width + x) * 3 + c] = weigh(weights, (i) => data[(y * width + from + i) * 3 + c]!);
  const out = new Uint8Array(target.width * target.height * 3);
  for (const [y, { from, weights }] of weightsOf(height, target.height).entries())
    for (let x = 0; x < target.width * 3; x++)
      out[y * target.width * 3 + x] = weigh(weights, (i) => wide[(from + i) * target.width * 3 + x]!);
  return { data: out, ...target };
}

function weigh(weights: readonly number[], valueAt: (index: number) => number): number {
  let sum = 2 ** (BITS - 1);
  for (const [i, weight] of weights.entries()) sum += weight * valueAt(i);
  return Math.min(255, Math.max(0, Math.floor(sum / 2 ** BITS)));
}

function weightsOf(length: number, target: number): { from: number; weights: number[] }[] {
  const scale = length / target;
  const stretch = Math.max(1, scale);
  return Array.from({ length: target }, (_, at) => {
    const centre = (at + 0.5) * scale;
    const from = Math.max(0, Math.trunc(centre - SUPPORT * stretch + 0.5));
    const to = Math.min(length, Math.trunc(centre + SUPPORT * stretch + 0.5));
    const raw = Array.from({ length: to - from }, (_unused, i) => bicubic((from + i - centre + 0.5) / stretch));
    const sum = raw.reduce((total, weight) => total + weight, 0);
    return { from, weights: raw.map((weight) => Math.trunc((weight / sum) * 2 ** BITS + (weight < 0 ? -0.5 : 0.5))) };
  });
}

function bicubic(distance: number): number {
  const a = -0.5;
  const x = Math.abs(distance);
  if (x < 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
  return x < 2 ? (((x - 5) * x + 8) * x - 4) * a : 0;
}
