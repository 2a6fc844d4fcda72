import * as tf from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { describeEngines } from "../doctor.ts";
import { adamW } from "../ops/adam-w.ts";
import { convFrozenBn } from "../ops/conv-frozen-bn.ts";
import { linear } from "../ops/linear.ts";
import { withSteadyWeights } from "../ops/steady-weights.ts";
import { prepareEngine } from "../prepare-engine.ts";
import { expectClose, tensorOf } from "../testing/numbers.ts";
import { nativeBackend } from "./native-backend.ts";

const native = (await describeEngines()).find(({ name }) => name === "native")!;
if (!native.usable) {
  process.stdout.write(`skipped: kept weights: ${native.reason}\n`);
}

/** A layer of each kind: what its weight gives, whatever has been kept of it. */
const LAYERS = {
  convolution: {
    shape: [3, 3, 16, 32],
    run: (weight: tf.Tensor, scale: tf.Tensor): tf.Tensor =>
      convFrozenBn({
        x: tensorOf([1, 6, 7, 16], 0) as tf.Tensor4D,
        filter: weight as tf.Tensor4D,
        scale: scale as tf.Tensor1D,
        shift: tensorOf([32], 3) as tf.Tensor1D,
        stride: 1,
        pad: 1,
        dilation: 1,
        relu: false,
      }),
  },
  "product of many rows": {
    shape: [256, 320],
    run: (weight: tf.Tensor): tf.Tensor =>
      linear(tensorOf([256, 256], 0), weight as tf.Tensor2D, tensorOf([320], 1) as tf.Tensor1D, "none"),
  },
  "product of a few rows": {
    shape: [64, 96],
    run: (weight: tf.Tensor): tf.Tensor => linear(tensorOf([3, 64], 0), weight as tf.Tensor2D, tensorOf([96], 1) as tf.Tensor1D, "none"),
  },
} as const;

describe.skipIf(!native.usable).each(["fp32", "bf16"] as const)("weights that native keeps in %s", (precision) => {
  let bf16 = false;
  beforeAll(async () => {
    await prepareEngine({ choice: "native", precision });
    ({ bf16 } = nativeBackend());
  });
  afterAll(() => prepareEngine({ choice: "native" }));

  const steady = (run: () => tf.Tensor): Float32Array => tf.tidy(() => withSteadyWeights(run).dataSync<"float32">());
  const unsteady = (run: () => tf.Tensor): Float32Array => tf.tidy(() => run().dataSync<"float32">());
  /** A few rows are read in fp32 unless the weight is steady: then only the weight's rounding is between them. */
  const tolerance = (): number => (bf16 ? 2e-2 : 1e-5);

  test.each(Object.entries(LAYERS))(
    "a %s is the same with them, after steps of an optimiser, after assigning and after disposing",
    (_name, { shape, run: layer }) => {
      const scale = tensorOf([32], 2);
      const run = (weight: tf.Tensor): tf.Tensor => layer(weight, scale);
      const weight = tf.tidy(() => tf.variable(tensorOf([...shape], 5)));
      const [first, second] = tf.tidy(() => [tf.variable(tf.zerosLike(weight)), tf.variable(tf.zerosLike(weight))]) as [
        tf.Variable,
        tf.Variable,
      ];
      const bytes = nativeBackend().pool.liveBytes;
      let before = steady(() => run(weight));
      expectClose(
        before,
        unsteady(() => run(weight)),
        tolerance(),
      );
      expect(steady(() => run(weight))).toEqual(before);
      for (let step = 1; step <= 2; step++) {
        const gradient = tensorOf([...shape], step);
        adamW({
          parameters: [weight],
          gradients: [gradient],
          firstMoments: [first],
          secondMoments: [second],
          lr: [0.1],
          weightDecay: [0],
          step,
          beta1: 0.9,
          beta2: 0.99,
          epsilon: 1e-8,
        });
        gradient.dispose();
        const after = steady(() => run(weight));
        expectClose(
          after,
          unsteady(() => run(weight)),
          tolerance(),
        );
        expect(Math.max(...after.map((value, i) => Math.abs(value - before[i]!)))).toBeGreaterThan(0.1);
        before = after;
      }
      tf.tidy(() => weight.assign(tensorOf([...shape], 77)));
      expectClose(
        steady(() => run(weight)),
        unsteady(() => run(weight)),
        tolerance(),
      );
      tf.tidy(() => weight.assign(tensorOf([...shape], 78)));
      expect(nativeBackend().pool.liveBytes).toBe(bytes);
      tf.dispose([weight, first, second, scale]);
      expect(nativeBackend().kept.size).toBe(0);
    },
  );

  test("a filter's scale is part of what is kept", () => {
    const filter = tensorOf([3, 3, 16, 32], 5) as tf.Tensor4D;
    const run = (scale: tf.Tensor1D) => (): tf.Tensor =>
      convFrozenBn({
        x: tensorOf([1, 6, 7, 16], 0) as tf.Tensor4D,
        filter,
        scale,
        shift: tf.zeros([32]),
        stride: 1,
        pad: 1,
        dilation: 1,
        relu: false,
      });
    const scale = tf.tidy(() => tf.variable(tensorOf([32], 2) as tf.Tensor1D));
    const other = tensorOf([32], 3) as tf.Tensor1D;
    for (const one of [scale, other, scale] as tf.Tensor1D[]) expectClose(steady(run(one)), unsteady(run(one)), tolerance());
    const moments = tf.tidy(() => [tf.variable(tf.zeros([32])), tf.variable(tf.zeros([32]))]) as [tf.Variable, tf.Variable];
    tf.tidy(() =>
      adamW({
        parameters: [scale],
        gradients: [tensorOf([32], 9)],
        firstMoments: [moments[0]],
        secondMoments: [moments[1]],
        lr: [0.3],
        weightDecay: [0],
        step: 1,
        beta1: 0.9,
        beta2: 0.99,
        epsilon: 1e-8,
      }),
    );
    expectClose(steady(run(scale as tf.Tensor1D)), unsteady(run(scale as tf.Tensor1D)), tolerance());
    tf.dispose([filter, scale, other, ...moments]);
    expect(nativeBackend().kept.size).toBe(0);
  });

  test("another picture's size takes the same filter", () => {
    const filter = tensorOf([3, 3, 16, 32], 5) as tf.Tensor4D;
    for (const side of [6, 40, 6]) {
      const run = (): tf.Tensor =>
        convFrozenBn({
          x: tensorOf([2, side, side, 16], 0) as tf.Tensor4D,
          filter,
          scale: tf.ones([32]),
          shift: tf.zeros([32]),
          stride: 2,
          pad: 1,
          dilation: 1,
          relu: true,
        });
      expectClose(steady(run), unsteady(run), tolerance());
    }
    filter.dispose();
  });

  test("memory that is wanted otherwise is taken from them", () => {
    const weight = tensorOf([256, 320], 5);
    const layer = LAYERS["product of many rows"];
    const { pool, kept } = nativeBackend();
    const budget = pool.budgetBytes;
    // In fp32 oneDNN may take the matrix as it lies; a filter is always in an order of its own.
    const filter = tensorOf([3, 3, 16, 32], 5);
    steady(() => LAYERS.convolution.run(filter, tensorOf([32], 2)));
    expect(kept.size).toBe(1);
    try {
      pool.budgetBytes = pool.liveBytes + 100;
      tf.zeros([50]).dispose();
      expect(kept.size).toBe(0);
      pool.budgetBytes = budget;
      expectClose(
        steady(() => layer.run(weight)),
        unsteady(() => layer.run(weight)),
        tolerance(),
      );
    } finally {
      pool.budgetBytes = budget;
      tf.dispose([weight, filter]);
    }
  });
});
