import type { Parameter } from "@capstan/captioner/parameter";
import { prepareEngine } from "@capstan/engine/prepare-engine";
import * as tf from "@tensorflow/tfjs-core";
import { afterEach, beforeAll, expect, test } from "vitest";
import { Optimizer } from "./optimizer.ts";
import type { TrainedParameter } from "./parameter-groups.ts";

beforeAll(async () => {
  await prepareEngine({ choice: "wasm" });
});
const variables: tf.Variable[] = [];
afterEach(() => tf.dispose(variables.splice(0)));

function trained(key: string, values: readonly number[], lr: number): TrainedParameter {
  const variable = tf.tidy(() => tf.variable(tf.tensor1d([...values])));
  variables.push(variable);
  return { parameter: { key, variable } as Parameter, lr, weightDecay: 0 };
}
const valuesOf = ({ parameter }: TrainedParameter): number[] => [...parameter.variable.dataSync()];
const gradient = (...values: number[]): tf.Tensor1D => tf.tensor1d(values);

test("weights that join later begin as a fresh optimiser's do, beside those that go on", () => {
  const early = trained("early", [1, 2], 0.1);
  const late = trained("late", [5, -5], 0.01);
  const optimizer = new Optimizer([early], 0);
  for (let step = 1; step <= 50; step++) tf.tidy(() => optimizer.update([gradient(1, -1)], 1, 1, step));
  expect(valuesOf(late)).toEqual([5, -5]);
  optimizer.join([late], 50);
  expect(optimizer.variables.map(({ size }) => size)).toEqual([2, 2]);
  tf.tidy(() => optimizer.update([gradient(1, -1), gradient(0.3, -0.002)], 1, 1, 51));
  // AdamW's first step is the whole rate, whatever the gradient's size.
  expect(valuesOf(late)).toEqual([expect.closeTo(4.99, 5), expect.closeTo(-4.99, 5)]);
  expect(valuesOf(early)).toEqual([expect.closeTo(1 - 51 * 0.1, 3), expect.closeTo(2 + 51 * 0.1, 3)]);
  optimizer.dispose();
});

test("the average of weights that join begins with them as they are", async () => {
  const early = trained("early", [0], 0.1);
  const late = trained("late", [7], 0.1);
  const optimizer = new Optimizer([early], 0.9);
  for (let step = 1; step <= 5; step++) tf.tidy(() => optimizer.update([gradient(1)], 1, 1, step));
  optimizer.join([late], 5);
  tf.tidy(() => optimizer.update([gradient(1), gradient(1)], 1, 1, 6));
  const saved = await optimizer.save();
  expect([...saved.keys()].toSorted()).toEqual([
    "average.early",
    "average.late",
    "first.early",
    "first.late",
    "second.early",
    "second.late",
  ]);
  // (1 + 1) / (10 + 1) of what it was, the rest of what it became: 6.9.
  expect(saved.get("average.late")!.data[0]).toBeCloseTo((2 / 11) * 7 + (9 / 11) * 6.9, 4);
  optimizer.dispose();
});
