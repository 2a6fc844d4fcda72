/** @file Dropout whose mask depends on the seed alone. */
import * as tf from "@tensorflow/tfjs-core";
import { usesNative } from "../native/native-backend.ts";
import { nativeDropout } from "../native/ops/layers.ts";
import { dropOnHeap } from "../wasm/dropout.ts";
import { usesWasm } from "../wasm/heap.ts";
import { differentiable } from "./differentiable.ts";
import { applyDropMask } from "./random-bits.ts";
import { checkShapes } from "./shape-check.ts";

function dropped(x: tf.Tensor, rate: number, seed: number): tf.Tensor {
  if (usesNative()) {
    return nativeDropout(x, rate, seed);
  }
  if (usesWasm()) {
    return dropOnHeap(x, rate, seed);
  }
  // Elsewhere x may lie on a device, from where it is not fetched.
  const mask = new Float32Array(x.size).fill(1);
  applyDropMask(mask, mask, rate, seed);
  return tf.mul(x, tf.tensor(mask, x.shape));
}

/**
 * Zeroes a share `rate` of the values and scales the others by 1/(1 - rate).
 * @param x float32, any shape
 * @param rate 0 <= rate < 1; 0 returns a clone
 * @param seed 32 bits; the same seed gives the same mask on every engine
 */
export function dropout<T extends tf.Tensor>(x: T, rate: number, seed: number): T {
  if (!(rate >= 0 && rate < 1)) {
    throw new RangeError(`dropout: the rate must be at least 0 and below 1; got ${rate}.`);
  }
  checkShapes("dropout", true, "", { x });
  if (rate === 0) {
    return x.clone();
  }
  return differentiable<T>({
    inputs: { x },
    forward: () => dropped(x, rate, seed),
    gradients: (dy) => ({ x: () => dropped(dy, rate, seed) }),
  });
}
