import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";
import { describeEngines } from "../doctor.ts";
import { adamW } from "../ops/adam-w.ts";
import { attention } from "../ops/attention.ts";
import { convFrozenBn } from "../ops/conv-frozen-bn.ts";
import { crossEntropy } from "../ops/cross-entropy.ts";
import { dropout } from "../ops/dropout.ts";
import { layerNorm } from "../ops/layer-norm.ts";
import { linear } from "../ops/linear.ts";
import { maxPool3x3Stride2 } from "../ops/max-pool.ts";
import { prepareEngine } from "../prepare-engine.ts";
import { expectClose, tensorOf } from "../testing/numbers.ts";
import { sizeClass } from "./buffer-pool.ts";

test("a buffer's size class holds its bytes, wastes at most a quarter, and is a multiple of 64", () => {
  for (const bytes of [0, 4, 64, 65, 1000, 4096, 4100, 123_456, 7_777_777, 2 ** 31]) {
    const size = sizeClass(bytes);
    expect(size).toBeGreaterThanOrEqual(bytes);
    expect(size).toBeLessThanOrEqual(Math.max(bytes * 1.25 + 64, 64));
    expect(size % 64).toBe(0);
  }
});

const native = (await describeEngines()).find(({ name }) => name === "native")!;
if (!native.usable) {
  process.stdout.write(`skipped: native backend: ${native.reason}\n`);
}

describe.skipIf(!native.usable)("the native backend", () => {
  beforeAll(async () => {
    await prepareEngine({ choice: "native" });
  });

  test("what was read stays as it was after the tensor is gone", () => {
    const x = tf.add(tf.ones([1000]), 1);
    const read = x.dataSync();
    x.dispose();
    const other = tf.add(tf.ones([1000]), 41);
    expect(read[0]).toBe(2);
    expect(read[999]).toBe(2);
    other.dispose();
  });

  test("a slice outlives what it was cut from", () => {
    const whole = tf.add(tf.zeros([4, 500]), tf.reshape(tf.range(0, 4), [4, 1]));
    const part = tf.slice(whole, [2, 0], [1, 500]);
    whole.dispose();
    const other = tf.add(tf.zeros([4, 500]), 9);
    expect(part.dataSync().every((value) => value === 2)).toBe(true);
    tf.dispose([part, other]);
  });

  test("an optimiser step leaves a clone of the parameter alone", () => {
    const parameter = tf.variable(tf.ones([600]));
    const [first, second] = [tf.variable(tf.zeros([600])), tf.variable(tf.zeros([600]))];
    const step = (number: number): void =>
      adamW({
        parameters: [parameter],
        gradients: [tf.ones([600])],
        firstMoments: [first],
        secondMoments: [second],
        lr: [0.1],
        weightDecay: [0],
        step: number,
        beta1: 0.9,
        beta2: 0.999,
        epsilon: 1e-8,
      });
    tf.tidy(() => {
      step(1);
      const kept = tf.clone(parameter);
      const before = kept.dataSync();
      step(2);
      expect(kept.dataSync()).toEqual(before);
      expect(parameter.dataSync()[0]).toBeLessThan(before[0]!);
    });
    tf.dispose([parameter, first, second]);
  });

  test("the array a tensor was made of stays the caller's", () => {
    const values = Float32Array.from({ length: 100 }, () => 1);
    const x = tf.tensor1d(values);
    tf.dispose([tf.relu(x), x]);
    const other = tf.add(tf.zeros([100]), 5);
    expect(values.every((value) => value === 1)).toBe(true);
    other.dispose();
  });

  test("not a number stays not a number, so that a broken loss shows", () => {
    tf.tidy(() => {
      const x = tf.tensor2d([
        [1, NaN, 2],
        [1, 2, 3],
      ]);
      expect(tf.sum(tf.relu(x)).dataSync()[0]).toBeNaN();
      expect(tf.softmax(x).dataSync().subarray(0, 3).some(Number.isNaN)).toBe(true);
      expect(crossEntropy(x, tf.tensor1d([0, 1], "int32"), { ignoredId: null, labelSmoothing: 0 }).dataSync()[0]).toBeNaN();
    });
  });

  test("arithmetic on denormal numbers in JavaScript is untouched by the kernels", () => {
    tf.tidy(() => tf.matMul(tf.ones([300, 300]), tf.ones([300, 300])).dataSync());
    const half = (value: number): number => value / 2;
    expect(half(Number.MIN_VALUE * 4)).toBeGreaterThan(0);
  });

  test("an id outside the table is refused by name", () => {
    tf.tidy(() => {
      expect(() => tf.gather(tf.zeros([3, 2]), tf.tensor1d([3], "int32"))).toThrow(/id 3 is outside the table of 3 rows/);
    });
  });

  test("the same step gives the same bits", async () => {
    await prepareEngine({ choice: "native" });
    const expected = bigStep();
    for (let again = 0; again < 2; again++) {
      expect(bigStep()).toEqual(expected);
    }
  });

  test("several threads compute what one computes", async () => {
    await prepareEngine({ choice: "native", threads: 1 });
    const expected = bigStep();
    await prepareEngine({ choice: "native", threads: 2 });
    for (const [at, values] of bigStep().entries()) {
      expectClose(values, expected[at]!, 1e-3);
    }
  });

  test("bf16 stays close to fp32, where the processor has it", async () => {
    const { precision } = await prepareEngine({ choice: "native", precision: "bf16" });
    if (precision === "bf16") {
      const rounded = bigStep();
      expect((await prepareEngine({ choice: "native" })).precision).toBe("fp32");
      for (const [at, exact] of bigStep().entries()) {
        const distance = Math.hypot(...differences(rounded[at]!, exact)) / Math.hypot(...every(exact));
        expect(distance).toBeGreaterThan(0);
        // Rounding decides some of max pooling's near ties the other way, and their gradients then go elsewhere.
        expect(distance).toBeLessThan(0.1);
      }
    } else {
      process.stdout.write("skipped: this processor does not multiply bfloat16\n");
      expect(precision).toBe("fp32");
    }
  });
});

/** Some of many values: enough to compare by. */
function every(values: Float32Array): number[] {
  const stride = Math.ceil(values.length / 5000);
  return Array.from(values).filter((_, at) => at % stride === 0);
}
function differences(a: Float32Array, b: Float32Array): number[] {
  const of = every(b);
  return every(a).map((value, at) => value - of[at]!);
}

/** The gradients of a network of every fused op, large enough for several threads. */
function bigStep(): Float32Array[] {
  return tf.tidy(() => {
    const targets = tf.tensor1d(
      Int32Array.from({ length: 8 * 144 }, (_, i) => i % 200),
      "int32",
    );
    const run = (x: tf.Tensor, filter: tf.Tensor, weight: tf.Tensor): tf.Tensor => {
      const y = convFrozenBn({
        x: x as tf.Tensor4D,
        filter: filter as tf.Tensor4D,
        scale: tf.ones([256]),
        shift: tf.zeros([256]),
        stride: 1,
        pad: 1,
        dilation: 1,
        relu: true,
      });
      const pooled = tf.reshape(maxPool3x3Stride2(y), [8, 144, 256]) as tf.Tensor3D;
      const rows = dropout(layerNorm(pooled, tf.ones([256]), tf.zeros([256]), 1e-5), 0.1, 4);
      const seen = attention({ q: rows, k: rows, v: rows, heads: 4, causal: true, dropout: { rate: 0.1, seed: 3 } });
      const logits = linear(tf.reshape(seen, [8 * 144, 256]), weight as tf.Tensor2D, tf.zeros([200]), "none");
      return crossEntropy(logits as tf.Tensor2D, targets, { ignoredId: 5, labelSmoothing: 0.1 });
    };
    const inputs = [tensorOf([8, 24, 24, 32], 0), tensorOf([3, 3, 32, 256], 1), tensorOf([256, 200], 2)];
    return tf
      .grads(run)(inputs)
      .map((gradient) => gradient.dataSync<"float32">());
  });
}
