import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { onEachEngine } from "./each-engine.ts";
import { expectClose, values } from "./numbers.ts";

type Op = (x: tf.Tensor, y: tf.Tensor) => tf.Tensor;
interface Kernel {
  readonly name: string;
  readonly x: number[];
  readonly y?: number[];
  readonly run: Op;
}

const OF_TWO = { add: tf.add, sub: tf.sub, mul: tf.mul, div: tf.div, maximum: tf.maximum, minimum: tf.minimum };

const KERNELS: readonly Kernel[] = [
  ...Object.entries({
    relu: tf.relu,
    step: tf.step,
    exp: tf.exp,
    square: tf.square,
    abs: tf.abs,
    neg: tf.neg,
    onesLike: tf.onesLike,
    zerosLike: tf.zerosLike,
  }).map(([name, op]): Kernel => ({ name, x: [33, 7], run: (x) => op(x) })),
  ...Object.entries({ sqrt: tf.sqrt, rsqrt: tf.rsqrt, log: tf.log }).map(([name, op]): Kernel => ({
    name,
    x: [50],
    run: (x) => op(tf.add(tf.abs(x), 0.1)),
  })),
  { name: "addN", x: [33, 7], y: [33, 7], run: (x, y) => tf.addN([x, y, x]) },
  { name: "large exponents", x: [64], run: (x) => tf.exp(tf.mul(x, 60)) },
  ...Object.entries(OF_TWO).flatMap(([name, op]): Kernel[] => [
    { name, x: [120, 5000], y: [120, 5000], run: (x, y) => op(x, y) },
    { name: `${name}, rows repeated`, x: [3, 4, 5], y: [5], run: (x, y) => op(x, y) },
    { name: `${name}, columns repeated`, x: [300, 1], y: [300, 2000], run: (x, y) => op(x, y) },
    { name: `${name}, middle repeated`, x: [3, 4, 5], y: [3, 1, 5], run: (x, y) => op(x, y) },
    { name: `${name}, both repeated`, x: [3, 1, 5, 1], y: [4, 1, 6], run: (x, y) => op(x, y) },
    { name: `${name} with a scalar`, x: [3, 5], y: [], run: (x, y) => op(y, x) },
  ]),
  { name: "transpose of a matrix", x: [37, 53], run: (x) => tf.transpose(x) },
  { name: "transpose of pictures", x: [3, 9, 8, 5], run: (x) => tf.transpose(x, [3, 1, 2, 0]) },
  { name: "transpose that keeps the last", x: [3, 9, 8, 5], run: (x) => tf.transpose(x, [1, 2, 0, 3]) },
  { name: "transpose of heads", x: [3, 9, 4, 5], run: (x) => tf.transpose(x, [0, 2, 1, 3]) },
  { name: "transpose of five axes", x: [2, 3, 4, 5, 6], run: (x) => tf.transpose(x, [4, 2, 0, 3, 1]) },
  { name: "slice", x: [5, 6, 7], run: (x) => tf.slice(x, [1, 2, 3], [3, -1, 2]) },
  { name: "stridedSlice", x: [9, 6], run: (x) => tf.stridedSlice(x, [1, 0], [8, 6], [2, 3]) },
  { name: "reverse", x: [3, 4, 5], run: (x) => tf.reverse(x, [0, 2]) },
  { name: "tile", x: [3, 1, 2], run: (x) => tf.tile(x, [2, 3, 2]) },
  {
    name: "pad",
    x: [3, 4],
    run: (x) =>
      tf.pad(
        x,
        [
          [1, 2],
          [0, 3],
        ],
        7,
      ),
  },
  { name: "concat", x: [3, 4, 2], y: [3, 5, 2], run: (x, y) => tf.concat([x, y, x], 1) },
  { name: "stack", x: [3, 4], y: [3, 4], run: (x, y) => tf.stack([x, y], -1) },
  { name: "unstack", x: [3, 4], run: (x) => tf.unstack(x, 1)[2]! },
  { name: "split", x: [3, 9], run: (x) => tf.split(x, 3, 1)[1]! },
  {
    name: "gather",
    x: [7, 5],
    run: (x) =>
      tf.gather(
        x,
        tf.tensor2d(
          [
            [6, 0],
            [3, 3],
          ],
          [2, 2],
          "int32",
        ),
      ),
  },
  { name: "gather of columns", x: [7, 5], run: (x) => tf.gather(x, tf.tensor1d([4, 0], "int32"), 1) },
  ...[[0], [1], [2], [0, 1], [1, 2], [0, 2], [0, 1, 2]].flatMap((axes): Kernel[] => [
    { name: `sum over ${axes}`, x: [6, 7, 8], run: (x) => tf.sum(x, axes) },
    { name: `mean over ${axes}`, x: [6, 7, 8], run: (x) => tf.mean(x, axes, true) },
    { name: `max over ${axes}`, x: [6, 7, 8], run: (x) => tf.max(x, axes) },
  ]),
  { name: "a long sum", x: [1_200_000], run: (x) => tf.sum(x) },
  { name: "sums of long columns", x: [9000, 70], run: (x) => tf.sum(x, 0) },
  { name: "softmax of many rows", x: [400, 400], run: (x) => tf.softmax(x) },
  { name: "softmax", x: [31, 77], run: (x) => tf.softmax(tf.mul(x, 9)) },
  { name: "matMul", x: [65, 70], y: [70, 33], run: (x, y) => tf.matMul(x, y) },
  { name: "matMul, transposed", x: [70, 65], y: [33, 70], run: (x, y) => tf.matMul(x, y, true, true) },
  { name: "matMul of batches", x: [2, 3, 40, 50], y: [2, 3, 50, 30], run: (x, y) => tf.matMul(x, y) },
  { name: "matMul of transposed batches", x: [2, 3, 4, 5], y: [2, 3, 6, 5], run: (x, y) => tf.matMul(x, y, false, true) },
  { name: "matMul with one matrix for all", x: [6, 4, 5], y: [1, 5, 3], run: (x, y) => tf.matMul(x, y) },
  { name: "oneHot, cast and comparison", x: [6], run: (x) => tf.mul(tf.oneHot(tf.cast(tf.greater(x, 0), "int32"), 2), 1.5) },
];

async function resultOn(backend: string, { x, y, run }: Kernel): Promise<{ shape: number[]; data: Float32Array }> {
  await tf.setBackend(backend);
  return tf.tidy(() => {
    const result = run(tf.tensor(values(tf.util.sizeFromShape(x), 0), x), tf.tensor(values(tf.util.sizeFromShape(y ?? []), 1), y ?? []));
    return { shape: result.shape, data: result.dataSync<"float32">() };
  });
}

onEachEngine("kernels", (engine) => {
  for (const kernel of KERNELS) {
    test(`${kernel.name} agrees with TensorFlow.js in plain JavaScript`, async () => {
      const expected = await resultOn("cpu", kernel);
      const actual = await resultOn(engine, kernel);
      expect(actual.shape).toEqual(expected.shape);
      expectClose(actual.data, expected.data, 2e-4);
    });
  }
});
