/** @file Ops given anything: what does not fit is an error that names the op, never a crash or a write past the end. */
import * as tf from "@tensorflow/tfjs-core";
import fc from "fast-check";
import { expect, test } from "vitest";
import { gradientsOf } from "../gradients/gradients-of.ts";
import { onEachEngine } from "../testing/each-engine.ts";
import { expectClose, tensorOf } from "../testing/numbers.ts";
import { adamW } from "./adam-w.ts";
import { attention, attentionWithWeights } from "./attention.ts";
import { globalNorm } from "./clip.ts";
import { convFrozenBn } from "./conv-frozen-bn.ts";
import { crossEntropy } from "./cross-entropy.ts";
import { dropout } from "./dropout.ts";
import { embedding } from "./embedding.ts";
import { layerNorm } from "./layer-norm.ts";
import { linear } from "./linear.ts";
import { maxPool3x3Stride2 } from "./max-pool.ts";

type Given = readonly [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
/** The tensor under whatever type the op asks for: what these tests are for is that it does not fit. */
const unchecked = <T>(tensor: tf.Tensor): T => tensor as unknown as T;

/** Small whole numbers, also such as make no sense. */
type Numbers = readonly [number, number, number];

/** The gradients of an op with respect to `inputs`. */
function gradients(inputs: readonly tf.Tensor[], op: (...inputs: tf.Tensor[]) => tf.Tensor): tf.Tensor[] {
  // tfjs-core makes variables of tensors that are gone, and then never ends.
  if (inputs.some(({ isDisposed }) => isDisposed)) {
    return [op(...inputs)];
  }
  const variables = inputs.map((input) => tf.variable(input));
  try {
    return gradientsOf(() => tf.sum(op(...variables)), variables).gradients;
  } finally {
    tf.dispose(variables);
  }
}

const OURS: Readonly<Record<string, (given: Given, numbers: Numbers) => tf.Tensor | tf.Tensor[]>> = {
  convFrozenBn: ([x, filter, scale, shift], [stride, pad, dilation]) =>
    gradients([x, filter], (image, window) =>
      convFrozenBn({
        x: unchecked(image!),
        filter: unchecked(window!),
        scale: unchecked(scale),
        shift: unchecked(shift),
        stride,
        pad,
        dilation,
        relu: true,
      }),
    ),
  linear: ([x, weight, bias]) => gradients([x, weight, bias], (a, b, c) => linear(a!, unchecked(b!), unchecked(c!), "relu")),
  layerNorm: ([x, gamma, beta]) => gradients([x, gamma, beta], (a, b, c) => layerNorm(a!, unchecked(b!), unchecked(c!), 1e-5)),
  attention: ([q, k, v, keyPadding], [heads, causal]) =>
    gradients([q, k, v], (a, b, c) =>
      attention({ q: unchecked(a!), k: unchecked(b!), v: unchecked(c!), heads, causal: causal > 1, keyPadding: unchecked(keyPadding) }),
    ),
  attentionWithWeights: ([q, k, v], [heads, causal]) =>
    attentionWithWeights({ q: unchecked(q), k: unchecked(k), v: unchecked(v), heads, causal: causal > 1 }).output,
  crossEntropy: ([logits, targets], [ignoredId]) =>
    gradients([logits], (x) => crossEntropy(unchecked(x!), unchecked(targets), { ignoredId, labelSmoothing: 0.1 })),
  embedding: ([table, ids], [paddingId]) => gradients([table], (t) => embedding(unchecked(t!), ids, paddingId)),
  maxPool3x3Stride2: ([x]) => gradients([x], (image) => maxPool3x3Stride2(unchecked(image!))),
  dropout: ([x], [rate]) => dropout(x, rate / 3, 1),
  globalNorm: (given) => globalNorm(given),
  adamW: ([parameter, gradient, first, second]) => {
    const variables = [parameter, first, second].map((tensor) =>
      tensor.isDisposed ? unchecked<tf.Variable>(tensor) : tf.variable(tensor),
    );
    try {
      adamW({
        parameters: [variables[0]!],
        gradients: [gradient],
        firstMoments: [variables[1]!],
        secondMoments: [variables[2]!],
        lr: [0.1],
        weightDecay: [0],
        step: 1,
        beta1: 0.9,
        beta2: 0.9,
        epsilon: 1e-8,
      });
      return [];
    } finally {
      tf.dispose(variables);
    }
  },
};
const KERNELS: readonly ((given: Given, numbers: Numbers) => tf.Tensor | tf.Tensor[])[] = [
  ([a, b]) => tf.matMul(a, b),
  ([a, b]) => tf.matMul(a, b, true, true),
  ([a, b]) => tf.add(a, b),
  ([a, b]) => tf.div(a, b),
  ([a, b]) => tf.maximum(a, b),
  ([a, b, c, d]) => tf.addN([a, b, c, d]),
  ([a], [axis]) => tf.sum(a, axis),
  ([a], [axis]) => tf.max(a, [axis, 0]),
  ([a]) => tf.mean(a),
  ([a]) => tf.softmax(a),
  ([a], numbers) => tf.transpose(a, [...numbers]),
  ([a], numbers) => tf.slice(a, [...numbers], [...numbers]),
  ([a], [axis]) => tf.reverse(a, axis),
  ([a], numbers) => tf.tile(a, [...numbers]),
  ([a], [before, after]) =>
    tf.pad(
      a,
      a.shape.map(() => [before, after]),
    ),
  ([a, b], [axis]) => tf.concat([a, b], axis),
  ([a, b], [axis]) => tf.stack([a, b], axis),
  ([a], [axis]) => tf.unstack(a, axis),
  ([a], [count, axis]) => tf.split(a, count, axis),
  ([a, b], [axis]) => tf.gather(a, tf.cast(b, "int32"), axis),
  ([a], [begin, end, step]) => tf.stridedSlice(a, [begin], [end], [step]),
  ([a]) => tf.relu(a),
  ([a]) => tf.exp(a),
  ([a]) => tf.cast(a, "float32"),
  ([a], [from, to, count]) => tf.add(a, tf.linspace(from, to, count)),
  ([a], [value]) => tf.add(a, tf.fill(a.shape, value)),
];

// Shapes that often fit: few sizes, and one tensor in eight is of another type or gone.
const SHAPES = fc.array(fc.constantFrom(0, 1, 2, 3, 4), { minLength: 0, maxLength: 4 });
const TYPES = fc.constantFrom(...Array.from({ length: 6 }, () => "float32" as const), "int32" as const, "bool" as const);
const TENSORS = fc.tuple(...[0, 1, 2, 3].map(() => fc.record({ shape: SHAPES, dtype: TYPES, gone: fc.integer({ min: 0, max: 15 }) })));
const NUMBERS = fc.tuple(...[0, 1, 2].map(() => fc.constantFrom(-1, 0, 1, 1, 2, 2, 3, 1.5))) as unknown as fc.Arbitrary<Numbers>;

function make(seed: number, { shape, dtype, gone }: { shape: number[]; dtype: "float32" | "int32" | "bool"; gone: number }): tf.Tensor {
  const tensor = tf.cast(tf.mul(tensorOf(shape, seed), 4), dtype);
  if (gone === 0) tensor.dispose();
  return tensor;
}

/** Runs it and reads all that comes out. @returns the error's message, or null */
function messageOf(run: () => tf.Tensor | tf.Tensor[]): string | null {
  let message: string | null = null;
  tf.tidy(() => {
    try {
      for (const tensor of [run()].flat()) {
        tensor.dataSync();
      }
    } catch (error) {
      expect(error).toBeInstanceOf(Error);
      message = (error as Error).message;
    }
  });
  return message;
}

onEachEngine("wrong arguments", (engine) => {
  test.each(Object.keys(OURS))("%s computes or names itself in an error", (name) => {
    fc.assert(
      fc.property(TENSORS, NUMBERS, (tensors, numbers) => {
        const message = messageOf(() => OURS[name]!(tensors.map((tensor, i) => make(i, tensor)) as unknown as Given, numbers));
        // tfjs-core checks what is differentiated, and what variables are made of, before an op is called.
        if (message !== null)
          expect(message).toMatch(
            new RegExp(
              `${name}|^attention:|^GatherV2:|disposed|^Cannot compute gradient|tf\\.(grads?|variable|clone)|of dtype|x passed|dtype`,
            ),
          );
      }),
      { numRuns: 150 },
    );
  });

  // TensorFlow.js's own kernels are not ours to guard: wasm's read and write where nonsense tells them to.
  test.runIf(engine === "native")("kernels compute or refuse, and what is computed afterwards is right", () => {
    const expected = tf.tidy(() =>
      linear(tensorOf([5, 6], 0), unchecked(tensorOf([6, 7], 1)), unchecked(tensorOf([7], 2)), "none").dataSync(),
    );
    fc.assert(
      fc.property(fc.nat(KERNELS.length - 1), TENSORS, NUMBERS, (which, tensors, numbers) => {
        const message = messageOf(() => KERNELS[which]!(tensors.map((tensor, i) => make(i, tensor)) as unknown as Given, numbers));
        expect(message).not.toBe("");
      }),
      { numRuns: 1000 },
    );
    tf.tidy(() =>
      expectClose(linear(tensorOf([5, 6], 0), unchecked(tensorOf([6, 7], 1)), unchecked(tensorOf([7], 2)), "none").dataSync(), expected, 0),
    );
  });

  test("empty batches give empty results", () => {
    tf.tidy(() => {
      const x = tf.zeros<tf.Rank.R4>([0, 8, 8, 3]);
      const y = convFrozenBn({
        x,
        filter: tf.ones([3, 3, 3, 4]),
        scale: tf.ones([4]),
        shift: tf.zeros([4]),
        stride: 2,
        pad: 1,
        dilation: 1,
        relu: true,
      });
      expect(y.shape).toEqual([0, 4, 4, 4]);
      expect(maxPool3x3Stride2(x).shape).toEqual([0, 4, 4, 3]);
      // Long enough that writing a row too many breaks the heap.
      expect(maxPool3x3Stride2(tf.zeros<tf.Rank.R4>([2, 0, 64, 99])).shape).toEqual([2, 0, 32, 99]);
      expect(linear(tf.zeros([0, 6]), tf.zeros([6, 7]), tf.zeros([7]), "relu").shape).toEqual([0, 7]);
      expect(layerNorm(tf.zeros([0, 6]), tf.zeros([6]), tf.zeros([6]), 1e-5).shape).toEqual([0, 6]);
      expect(crossEntropy(tf.zeros([0, 6]), tf.tensor1d([], "int32"), { ignoredId: null, labelSmoothing: 0 }).dataSync()[0]).toBeCloseTo(
        0,
        6,
      );
    });
  });

  test("a tensor that another engine made is taken over", async () => {
    const own = tf.getBackend();
    await tf.setBackend("cpu");
    const x = tf.tensor2d([[1, 2, 3]]);
    await tf.setBackend(own);
    tf.tidy(() => expectClose(linear(x, tf.ones([3, 2]), tf.ones([2]), "none").dataSync(), [7, 7]));
    x.dispose();
  });
});
