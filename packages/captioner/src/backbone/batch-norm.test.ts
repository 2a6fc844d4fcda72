import { prepareEngine } from "@capstan/engine/prepare-engine";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, expect, test } from "vitest";
import { batchNorm } from "./batch-norm.ts";

beforeAll(async () => {
  await prepareEngine({ choice: "wasm" });
});

const make = () => ({
  x: tf.randomNormal<tf.Rank.R4>([2, 3, 2, 3], 1, 2, "float32", 1),
  gamma: tf.tensor1d([1, 0.5, -2]),
  beta: tf.tensor1d([0, 1, 2]),
  weight: tf.randomNormal<tf.Rank.R4>([2, 3, 2, 3], 0, 1, "float32", 2),
});

test("each channel has mean beta and deviation |gamma|, and the moments are those of x", () => {
  const { x, gamma, beta } = make();
  const { y, moments } = batchNorm(x, gamma, beta);
  const { mean, variance } = tf.moments(y, [0, 1, 2]);
  expect([...mean.dataSync()]).toEqual([0, 1, 2].map((value) => expect.closeTo(value, 4)));
  expect([...variance.dataSync()]).toEqual([1, 0.25, 4].map((value) => expect.closeTo(value, 3)));
  const of = tf.moments(x, [0, 1, 2]);
  expect([...moments.mean.dataSync()]).toEqual([...of.mean.dataSync()].map((value) => expect.closeTo(value, 4)));
  expect([...moments.variance.dataSync()]).toEqual([...of.variance.dataSync()].map((value) => expect.closeTo(value, 3)));
});

test("gradients to x, gamma and beta equal finite differences", () => {
  const inputs = make();
  const value = (x: tf.Tensor4D, gamma: tf.Tensor1D, beta: tf.Tensor1D): tf.Scalar =>
    tf.tidy(() => tf.sum(tf.mul(tf.square(batchNorm(x, gamma, beta).y), inputs.weight)));
  const grads = tf.grads((x, gamma, beta) => value(x as tf.Tensor4D, gamma as tf.Tensor1D, beta as tf.Tensor1D))([
    inputs.x,
    inputs.gamma,
    inputs.beta,
  ]);
  const all = [inputs.x, inputs.gamma, inputs.beta] as const;
  /** Float32: a wide step, and a tolerance of a hundredth. */
  const h = 1e-2;
  for (const [which, tensor] of all.entries()) {
    const values = tensor.dataSync();
    for (let i = 0; i < values.length; i += 2) {
      const shifted = (by: number): number => {
        const copy = Float32Array.from(values);
        copy[i]! += by;
        const changed = all.map((other, at) => (at === which ? tf.tensor(copy, tensor.shape) : other)) as unknown as [
          tf.Tensor4D,
          tf.Tensor1D,
          tf.Tensor1D,
        ];
        return value(...changed).dataSync()[0]!;
      };
      const numeric = (shifted(h) - shifted(-h)) / (2 * h);
      expect(Math.abs(grads[which]!.dataSync()[i]! - numeric)).toBeLessThan(0.02 * Math.max(1, Math.abs(numeric)));
    }
  }
});
