/**
 * @file Products in bfloat16 against the same in fp32. Operands are chosen so that rounding changes none of them: what is left is
 * the order of summation, and the rounding of outputs that are stored in bf16.
 */
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { describeEngines } from "../doctor.ts";
import { convFrozenBn } from "../ops/conv-frozen-bn.ts";
import { linear } from "../ops/linear.ts";
import { prepareEngine } from "../prepare-engine.ts";
import { expectClose, values } from "../testing/numbers.ts";

/** Sums in another order. */
const SUMMED = 2e-4;
/** Half of bf16's last place. */
const ROUNDED = 2 ** -8;

/** Multiples of 1/64 below 1: seven bits, which bf16 holds. */
const exact = (shape: number[], seed: number): tf.Tensor =>
  tf.tensor(
    values(tf.util.sizeFromShape(shape), seed).map((value) => Math.trunc(value * 64) / 64),
    shape,
  );

const native = (await describeEngines()).find(({ name }) => name === "native")!;
const hasBf16 = native.usable && (await prepareEngine({ choice: "native", precision: "bf16" })).precision === "bf16";
if (!hasBf16) {
  process.stdout.write("skipped: products in bfloat16: the native engine is missing or the processor does not multiply bfloat16\n");
}

type Numbers = tf.TypedArray;
/** What `compute` gives in fp32 and in bf16. */
async function both(compute: () => tf.Tensor[]): Promise<[fp32: Numbers[], bf16: Numbers[]]> {
  const results: Numbers[][] = [];
  for (const precision of ["fp32", "bf16"] as const) {
    await prepareEngine({ choice: "native", precision });
    results.push(tf.tidy(() => compute().map((tensor) => tensor.dataSync())));
  }
  return results as [Numbers[], Numbers[]];
}

describe.skipIf(!hasBf16)("products in bfloat16", () => {
  test.each([
    { title: "a pointwise convolution", side: [9, 11], channels: [64, 96], window: 1 },
    { title: "a pointwise one to so many channels that a row is more than a strip", side: [20, 21], channels: [32, 1120], window: 1 },
    { title: "a pointwise one that strides", side: [9, 8], channels: [64, 64], window: 1, stride: 2 },
    { title: "a window of 3", side: [12, 7], channels: [32, 64], window: 3, pad: 1 },
    { title: "a window that strides over even sides", side: [14, 10], channels: [64, 32], window: 3, pad: 1, stride: 2 },
    { title: "a window that strides over odd sides", side: [13, 9], channels: [32, 32], window: 3, pad: 1, stride: 2 },
    { title: "a dilated window", side: [11, 10], channels: [64, 64], window: 3, pad: 2, dilation: 2 },
    { title: "a window without padding", side: [12, 12], channels: [32, 32], window: 3 },
    { title: "a window that is larger than its stride and padding", side: [15, 15], channels: [32, 32], window: 7, pad: 3, stride: 2 },
    { title: "a picture so large that threads share its pixels", side: [70, 68], channels: [32, 32], window: 3, pad: 1 },
    { title: "the first window of a network, over colours", side: [37, 42], channels: [3, 64], window: 7, pad: 3, stride: 2 },
    { title: "a first window of 3", side: [24, 21], channels: [5, 32], window: 3, pad: 1 },
    { title: "a first window without padding", side: [30, 30], channels: [3, 32], window: 5 },
    { title: "channels that fill no tile", side: [12, 12], channels: [48, 40], window: 3, pad: 1 },
  ])("$title", async ({ side: [height, width], channels: [inputs, outputs], window, stride = 1, pad = 0, dilation = 1 }) => {
    const [x, filter] = [
      [3, height!, width!, inputs!],
      [window, window, inputs!, outputs!],
    ];
    const norm = { scale: tf.ones<tf.Rank.R1>([outputs!]), shift: exact([outputs!], 2) as tf.Tensor1D };
    const convolve = (input: tf.Tensor, weights: tf.Tensor, residual?: tf.Tensor): tf.Tensor4D =>
      convFrozenBn({
        x: input as tf.Tensor4D,
        filter: weights as tf.Tensor4D,
        ...norm,
        stride,
        pad,
        dilation,
        relu: residual !== undefined,
        ...(residual ? { residual: residual as tf.Tensor4D } : {}),
      });
    const [fp32, bf16] = await both(() => {
      const given = [exact(x, 0), exact(filter, 1)];
      const plain = convolve(given[0]!, given[1]!);
      const gradients = tf.grads((...parts: tf.Tensor[]) => tf.sum(tf.mul(convolve(parts[0]!, parts[1]!), exact(plain.shape, 3))))(given);
      return [plain, convolve(given[0]!, given[1]!, exact(plain.shape, 4)), ...gradients];
    });
    tf.dispose(norm);
    for (const at of [0, 1]) {
      expectClose(bf16[at]!, fp32[at]!, ROUNDED);
      expect(bf16[at]).not.toEqual(fp32[at]);
    }
    for (const at of [2, 3]) {
      expectClose(bf16[at]!, fp32[at]!, SUMMED);
    }
  });

  test.each([
    { rows: 160, inputs: 256, outputs: 300 },
    { rows: 65, inputs: 333, outputs: 257 },
    { rows: 17, inputs: 1000, outputs: 90 },
    { rows: 400, inputs: 64, outputs: 31 },
    { rows: 33, inputs: 2048, outputs: 512 },
    { rows: 50, inputs: 96, outputs: 9001 },
  ])("a layer of $inputs inputs and $outputs outputs over $rows rows", async ({ rows, inputs, outputs }) => {
    const [fp32, bf16] = await both(() => {
      const given = [exact([rows, inputs], 0), exact([inputs, outputs], 1), exact([outputs], 2)];
      const run = (x: tf.Tensor, weight: tf.Tensor, bias: tf.Tensor): tf.Tensor =>
        linear(x, weight as tf.Tensor2D, bias as tf.Tensor1D, "none");
      const rectified = linear(given[0]!, given[1] as tf.Tensor2D, given[2] as tf.Tensor1D, "relu");
      return [
        rectified,
        run(given[0]!, given[1]!, given[2]!),
        ...tf.grads((x, w, b) => tf.sum(tf.mul(run(x!, w!, b!), exact([rows, outputs], 3))))(given),
      ];
    });
    expectClose(bf16[0]!, fp32[0]!, ROUNDED);
    for (const at of [1, 2, 3, 4]) {
      expectClose(bf16[at]!, fp32[at]!, SUMMED);
    }
  });

  test("not a number passes through a rectified layer", async () => {
    const [, [product, convolution]] = await both(() => {
      const [rows, pictures] = [Array.from({ length: 64 * 256 }, () => 1), Array.from({ length: 4 * 8 * 8 * 64 }, () => 1)];
      rows[7] = NaN;
      pictures[7] = NaN;
      const y = linear(tf.tensor2d(rows, [64, 256]), exact([256, 256], 1) as tf.Tensor2D, tf.zeros([256]), "relu");
      const picture = {
        x: tf.tensor4d(pictures, [4, 8, 8, 64]),
        filter: exact([1, 1, 64, 64], 1) as tf.Tensor4D,
        stride: 1,
        pad: 0,
        dilation: 1,
      };
      return [y, convFrozenBn({ ...picture, scale: tf.ones([64]), shift: tf.zeros([64]), relu: true })];
    });
    expect(product!.subarray(0, 256).every(Number.isNaN)).toBe(true);
    expect(product!.subarray(256).some(Number.isNaN)).toBe(false);
    expect(convolution!.subarray(0, 64).every(Number.isNaN)).toBe(true);
    expect(convolution!.subarray(64).some(Number.isNaN)).toBe(false);
  });
});
