/**
 * @file A counter-based generator: the bits depend on (seed, index) alone, so that every engine, thread count and
 * resumed run draws the same dropout mask.
 *
 * The mixing is the 32-bit finaliser of MurmurHash3 (Austin Appleby, public domain), applied to the seed and then to the
 * index spread by the golden ratio. native/dropout.cc computes the same.
 */

export function mixBits(value: number): number {
  let x = value | 0;
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return (x ^ (x >>> 16)) >>> 0;
}

/** The seed of one of several streams drawn from `seed`: one per dropout, per step. */
export function seedOf(seed: number, ...path: readonly number[]): number {
  let mixed = mixBits(seed);
  for (const part of path) {
    mixed = mixBits(mixed ^ Math.imul(part + 1, 0x9e3779b1));
  }
  return mixed;
}

/** A value is dropped when its bits are below this. */
export function dropThreshold(rate: number): number {
  return Math.min(Math.round(rate * 2 ** 32), 2 ** 32 - 1);
}

/** Multiplies `input` by the mask into `output` (they may be the same array): 0 where dropped, 1/(1-rate) elsewhere. */
export function applyDropMask(input: Float32Array, output: Float32Array, rate: number, seed: number): void {
  const start = mixBits(seed) | 0;
  const threshold = dropThreshold(rate);
  const scale = 1 / (1 - rate);
  for (let i = 0; i < input.length; i++) {
    let x = (Math.imul(i, 0x9e3779b1) + start) | 0;
    x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
    x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
    x = (x ^ (x >>> 16)) >>> 0;
    output[i] = x >= threshold ? input[i]! * scale : 0;
  }
}
