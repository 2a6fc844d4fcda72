/** @file Dropout on the wasm engine's memory. */
import type * as tf from "@tensorflow/tfjs-core";
import { applyDropMask } from "../ops/random-bits.ts";
import { floatsOnHeap, newOnHeap } from "./heap.ts";

export function dropOnHeap(x: tf.Tensor, rate: number, seed: number): tf.Tensor {
  const output = newOnHeap(x.shape);
  applyDropMask(floatsOnHeap(x), floatsOnHeap(output), rate, seed);
  return output;
}
