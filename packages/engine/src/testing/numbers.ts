/** @file Reproducible values and an independent judge for gradients. */
import * as tf from "@tensorflow/tfjs-core";
import { expect } from "vitest";
import { mixBits } from "../ops/random-bits.ts";

/** `count` values, roughly even in (-1, 1), the same for a seed on every engine. */
export function values(count: number, seed: number): Float32Array {
  return Float32Array.from({ length: count }, (_, i) => mixBits(mixBits(seed + 1) + i) / 2 ** 31 - 1);
}
export function tensorOf(shape: number[], seed: number): tf.Tensor {
  return tf.tensor(values(tf.util.sizeFromShape(shape), seed), shape);
}

export function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance = 1e-4): void {
  expect(actual.length).toBe(expected.length);
  let worst = -1;
  let distance = tolerance;
  for (let i = 0; i < expected.length; i++) {
    const allowed = 1 + Math.abs(expected[i]!);
    const away = Math.abs(actual[i]! - expected[i]!) / allowed;
    if (!(away <= distance)) {
      worst = i;
      distance = away;
    }
  }
  if (worst !== -1) {
    expect.fail(`value ${worst} is ${actual[worst]}, expected ${expected[worst]} (of ${expected.length})`);
  }
}

/**
 * Compares an op's gradients with central differences of a weighted sum of its output.
 * @param shapes shapes of the op's inputs, filled with reproducible values
 */
export function expectGradients(shapes: number[][], op: (...inputs: tf.Tensor[]) => tf.Tensor, tolerance = 5e-3, step = 1e-2): void {
  tf.tidy(() => {
    const inputs = shapes.map((shape, i) => values(tf.util.sizeFromShape(shape), i));
    const tensors = inputs.map((input, i) => tf.tensor(input, shapes[i]!));
    const output = op(...tensors);
    const weights = values(output.size, 99);
    const weighted = (...given: tf.Tensor[]): tf.Tensor => tf.sum(tf.mul(op(...given), tf.tensor(weights, output.shape)));
    const scoreOf = (which: number, at: number, by: number): number =>
      tf.tidy(() => {
        const moved = inputs[which]!.slice();
        moved[at]! += by;
        const y = op(...tensors.map((tensor, i) => (i === which ? tf.tensor(moved, shapes[i]!) : tensor))).dataSync<"float32">();
        return y.reduce((sum, value, i) => sum + value * weights[i]!, 0);
      });
    const gradients = tf.grads(weighted)(tensors);
    for (const [which, gradient] of gradients.entries()) {
      const stride = Math.max(1, Math.floor(gradient.size / 24));
      const found = gradient.dataSync<"float32">();
      const places = Array.from(found.keys()).filter((at) => at % stride === 0);
      const expected = places.map((at) => (scoreOf(which, at, step) - scoreOf(which, at, -step)) / (2 * step));
      expectClose(
        places.map((at) => found[at]!),
        expected,
        tolerance,
      );
    }
  });
}
