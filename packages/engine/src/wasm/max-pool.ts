/** @file Max pooling of a residual network's stem on the wasm engine's memory: its own gradient kernel is wrong for overlapping windows. */
import type * as tf from "@tensorflow/tfjs-core";
import { floatsOnHeap, newOnHeap } from "./heap.ts";

/** Calls visit(input, output), flat positions: where each window's largest value lies, the first in row-major order among equals. */
function visitLargest(
  values: Float32Array,
  xShape: readonly number[],
  yShape: readonly number[],
  visit: (input: number, output: number) => void,
): void {
  const [batch, height, width, channels] = xShape as readonly [number, number, number, number];
  const [, rows, columns] = yShape as readonly [number, number, number, number];
  let output = 0;
  for (let n = 0; n < batch; n++) {
    for (let row = 0; row < rows; row++) {
      const [top, bottom] = [Math.max(2 * row - 1, 0), Math.min(2 * row + 2, height)];
      for (let column = 0; column < columns; column++) {
        const [left, right] = [Math.max(2 * column - 1, 0), Math.min(2 * column + 2, width)];
        for (let channel = 0; channel < channels; channel++, output++) {
          let best = ((n * height + top) * width + left) * channels + channel;
          for (let y = top; y < bottom; y++) {
            for (let x = left; x < right; x++) {
              const at = ((n * height + y) * width + x) * channels + channel;
              best = values[at]! > values[best]! ? at : best;
            }
          }
          visit(best, output);
        }
      }
    }
  }
}

export function maxPoolOnHeap(x: tf.Tensor4D, yShape: readonly number[]): tf.Tensor4D {
  const output = newOnHeap<tf.Tensor4D>(yShape);
  const [from, to] = [floatsOnHeap(x), floatsOnHeap(output)];
  visitLargest(from, x.shape, yShape, (largest, at) => {
    to[at] = from[largest]!;
  });
  return output;
}

export function maxPoolGradientOnHeap(dy: tf.Tensor, x: tf.Tensor): tf.Tensor {
  const gradient = newOnHeap(x.shape);
  const [from, to] = [floatsOnHeap(dy), floatsOnHeap(gradient)];
  to.fill(0);
  visitLargest(floatsOnHeap(x), x.shape, dy.shape, (largest, at) => {
    to[largest]! += from[at]!;
  });
  return gradient;
}
