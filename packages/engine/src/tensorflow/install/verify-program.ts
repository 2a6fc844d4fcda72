/** @file What an installation must compute right, against plain JavaScript. Prints one line of JSON; run by verify.ts. */
import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { registerGradients } from "../../gradients/register-gradients.ts";
import { convFrozenBn } from "../../ops/conv-frozen-bn.ts";
import { crossEntropy } from "../../ops/cross-entropy.ts";
import { embedding } from "../../ops/embedding.ts";
import { layerNorm } from "../../ops/layer-norm.ts";
import { maxPool3x3Stride2 } from "../../ops/max-pool.ts";
import { mixBits } from "../../ops/random-bits.ts";
import { startTensorflow } from "../start-tensorflow.ts";
import type { Proof } from "./verify.ts";

const TOLERANCE = 1e-3;

function tensorOf(shape: number[], seed: number): tf.Tensor {
  const values = Float32Array.from({ length: tf.util.sizeFromShape(shape) }, (_, i) => mixBits(mixBits(seed + 1) + i) / 2 ** 31 - 1);
  return tf.tensor(values, shape);
}

const convolution = (stride: number, dilation: number) => (): tf.Tensor[] => {
  const [scale, shift] = [tf.ones<tf.Rank.R1>([6]), tf.zeros<tf.Rank.R1>([6])];
  return tf.grads((x, filter) =>
    convFrozenBn({
      x: x as tf.Tensor4D,
      filter: filter as tf.Tensor4D,
      scale,
      shift,
      stride,
      pad: dilation,
      dilation,
      relu: true,
    }),
  )([tensorOf([2, 13, 11, 4], 0), tensorOf([3, 3, 4, 6], 1)]);
};

/** Each gives tensors that must be those of plain JavaScript. */
const CASES: Readonly<Record<string, () => tf.Tensor[]>> = {
  "products of matrices": () => [tf.matMul(tensorOf([65, 70], 0), tensorOf([70, 33], 1))],
  "the gradients of a convolution with stride 2": convolution(2, 1),
  "the gradients of a dilated convolution": convolution(1, 2),
  "the gradient of max pooling": () => [tf.grad((x) => maxPool3x3Stride2(x as tf.Tensor4D))(tensorOf([1, 9, 8, 3], 0))],
  "the gradients of layer normalisation": () =>
    tf.grads((x, g, b) => layerNorm(x!, g as tf.Tensor1D, b as tf.Tensor1D, 1e-5))([
      tensorOf([5, 8], 0),
      tensorOf([8], 1),
      tensorOf([8], 2),
    ]),
  "the gradient of an embedding": () => [
    tf.grad((table) => embedding(table as tf.Tensor2D, tf.tensor1d([3, 1, 3], "int32"), 0))(tensorOf([7, 4], 0)),
  ],
  "the gradient of the loss": () => [
    tf.grad((x) => crossEntropy(x as tf.Tensor2D, tf.tensor1d([3, 0, 5], "int32"), { ignoredId: 0, labelSmoothing: 0.1 }))(
      tensorOf([3, 9], 0),
    ),
  ],
};

const resultsOf = (run: () => tf.Tensor[]): Float32Array[] => tf.tidy(() => run().map((tensor) => tensor.dataSync<"float32">()));
const agree = (a: Float32Array, b: Float32Array): boolean =>
  a.length === b.length && a.every((value, i) => Math.abs(value - b[i]!) <= TOLERANCE * (1 + Math.abs(b[i]!)));

registerGradients();
const started = await startTensorflow(true);
const found = Object.values(CASES).map(resultsOf);
await tf.setBackend("cpu");
const expected = Object.values(CASES).map(resultsOf);
const checks = Object.keys(CASES).map((name, i) => ({ name, holds: found[i]!.every((values, at) => agree(values, expected[i]![at]!)) }));
const proof: Proof = { device: started.device, isGpu: started.isGpu, checks };
process.stdout.write(`${JSON.stringify(proof)}\n`);
