import * as tf from "@tensorflow/tfjs-core";
import { test } from "vitest";
import { onEachEngine } from "../testing/each-engine.ts";
import { expectGradients } from "../testing/numbers.ts";

type Op = (...inputs: tf.Tensor[]) => tf.Tensor;
const positive = (x: tf.Tensor): tf.Tensor => tf.add(tf.square(x), 0.5);

/** Name, shapes of the inputs, op. */
const OPS: readonly (readonly [string, number[][], Op])[] = [
  ["add along rows", [[3, 4], [4]], (a, b) => tf.add(a!, b!)],
  [
    "add along columns",
    [
      [3, 1],
      [3, 4],
    ],
    (a, b) => tf.add(a!, b!),
  ],
  [
    "sub over the middle",
    [
      [2, 3, 4],
      [2, 1, 4],
    ],
    (a, b) => tf.sub(a!, b!),
  ],
  [
    "mul over both ends",
    [
      [2, 3, 1],
      [1, 3, 4],
    ],
    (a, b) => tf.mul(a!, b!),
  ],
  ["mul by a scalar", [[2, 3], []], (a, b) => tf.mul(a!, b!)],
  ["div", [[2, 3], [3]], (a, b) => tf.div(a!, positive(b!))],
  ["maximum", [[5], [5]], (a, b) => tf.maximum(a!, b!)],
  ["minimum", [[5], [5]], (a, b) => tf.minimum(a!, b!)],
  ["addN", [[4], [4], [4]], (...all) => tf.addN(all)],
  ["neg, exp and square", [[7]], (x) => tf.neg(tf.exp(tf.square(x!)))],
  ["sqrt, log and rsqrt", [[7]], (x) => tf.add(tf.sqrt(positive(x!)), tf.add(tf.log(positive(x!)), tf.rsqrt(positive(x!))))],
  ["sigmoid and tanh", [[7]], (x) => tf.add(tf.sigmoid(x!), tf.tanh(x!))],
  ["abs", [[7]], (x) => tf.abs(x!)],
  ["relu", [[7]], (x) => tf.relu(x!)],
  ["clipByValue", [[9]], (x) => tf.clipByValue(x!, -0.5, 0.5)],
  ["where", [[6], [6]], (a, b) => tf.where(tf.greater(tf.tensor1d([1, 0, 1, 0, 0, 1]), 0.5), a!, b!)],
  ["reshape and transpose", [[2, 3, 4]], (x) => tf.reshape(tf.transpose(x!, [2, 0, 1]), [8, 3])],
  ["expandDims and squeeze", [[2, 3]], (x) => tf.squeeze(tf.expandDims(x!, 1))],
  ["slice", [[4, 5]], (x) => tf.slice(x!, [1, 2], [2, 2])],
  [
    "pad",
    [[2, 3]],
    (x) =>
      tf.pad(x!, [
        [1, 0],
        [2, 1],
      ]),
  ],
  [
    "concat",
    [
      [2, 3],
      [2, 1],
    ],
    (a, b) => tf.concat([a!, b!], 1),
  ],
  [
    "stack",
    [
      [2, 3],
      [2, 3],
    ],
    (a, b) => tf.stack([a!, b!], 1),
  ],
  [
    "unstack",
    [[3, 2]],
    (x) => {
      const [a, b, c] = tf.unstack(x!);
      return tf.add(tf.mul(a!, b!), c!);
    },
  ],
  [
    "split",
    [[3, 5]],
    (x) => {
      const [a, b] = tf.split(x!, [2, 3], 1);
      return tf.add(tf.sum(tf.square(a!)), tf.sum(b!));
    },
  ],
  ["tile", [[2, 3]], (x) => tf.tile(x!, [2, 3])],
  ["broadcastTo", [[2, 1]], (x) => tf.broadcastTo(x!, [2, 4])],
  ["reverse", [[2, 3]], (x) => tf.reverse(x!, 1)],
  ["sum of all", [[3, 4]], (x) => tf.sum(tf.square(x!))],
  ["sum over the first", [[3, 4, 2]], (x) => tf.sum(tf.square(x!), 0)],
  ["sum over the middle", [[3, 4, 2]], (x) => tf.sum(tf.square(x!), 1, true)],
  ["mean over the last", [[3, 4]], (x) => tf.mean(tf.square(x!), -1)],
  ["mean over all but the last", [[2, 3, 3, 4]], (x) => tf.mean(tf.square(x!), [0, 1, 2])],
  ["max", [[3, 4]], (x) => tf.max(x!, -1)],
  ["softmax", [[3, 4]], (x) => tf.softmax(x!)],
  [
    "matMul",
    [
      [3, 4],
      [4, 2],
    ],
    (a, b) => tf.matMul(a!, b!),
  ],
  [
    "matMul, both transposed",
    [
      [4, 3],
      [2, 4],
    ],
    (a, b) => tf.matMul(a!, b!, true, true),
  ],
  [
    "matMul, first transposed",
    [
      [4, 3],
      [4, 2],
    ],
    (a, b) => tf.matMul(a!, b!, true),
  ],
  [
    "matMul, second transposed",
    [
      [3, 4],
      [2, 4],
    ],
    (a, b) => tf.matMul(a!, b!, false, true),
  ],
  [
    "matMul of batches",
    [
      [2, 3, 4],
      [2, 4, 2],
    ],
    (a, b) => tf.matMul(a!, b!),
  ],
  [
    "matMul of large batches",
    [
      [2, 40, 36],
      [2, 36, 33],
    ],
    (a, b) => tf.matMul(a!, b!),
  ],
  [
    "matMul with one matrix for all",
    [
      [2, 3, 4],
      [1, 4, 2],
    ],
    (a, b) => tf.matMul(a!, b!),
  ],
];

onEachEngine("gradients", () => {
  for (const [name, shapes, op] of OPS) {
    test(`the gradient of ${name} agrees with finite differences`, () => {
      expectGradients(shapes, op, 1e-2, 5e-3);
    });
  }
});
