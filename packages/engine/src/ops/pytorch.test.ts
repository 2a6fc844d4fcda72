/** @file Every op against PyTorch: values, and gradients of a weighted sum. */
import * as tf from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { onEachEngine } from "../testing/each-engine.ts";
import { golden, type GoldenCase, goldenTensor, goldenValues } from "../testing/golden.ts";
import { expectClose } from "../testing/numbers.ts";
import { adamW } from "./adam-w.ts";
import { attention } from "./attention.ts";
import { clipCoefficient, globalNorm } from "./clip.ts";
import { convFrozenBn } from "./conv-frozen-bn.ts";
import { crossEntropy } from "./cross-entropy.ts";
import { embedding } from "./embedding.ts";
import { layerNorm } from "./layer-norm.ts";
import { linear } from "./linear.ts";
import { maxPool3x3Stride2 } from "./max-pool.ts";

/** fp32 sums in another order. */
const TOLERANCE = 2e-5;

type Inputs = Readonly<Record<string, tf.Tensor>>;
type Call = (inputs: Inputs, options: GoldenCase["options"]) => tf.Tensor;

/** 1 from each row's number of seen keys on. */
function paddingOf(seenKeys: readonly number[] | null, keys: number): tf.Tensor2D | undefined {
  return seenKeys === null ? undefined : tf.tensor2d(seenKeys.map((seen) => Array.from({ length: keys }, (_, key) => Number(key >= seen))));
}

const CALLS: Readonly<Record<GoldenCase["op"], Call>> = {
  conv: ({ x, filter, scale, shift, residual }, { stride, pad, dilation, relu }) =>
    convFrozenBn({
      x: x as tf.Tensor4D,
      filter: filter as tf.Tensor4D,
      scale: scale as tf.Tensor1D,
      shift: shift as tf.Tensor1D,
      residual: residual as tf.Tensor4D | undefined,
      stride: stride as number,
      pad: pad as number,
      dilation: dilation as number,
      relu: relu === true,
    }),
  linear: ({ x, weight, bias }, { relu }) => linear(x!, weight as tf.Tensor2D, bias as tf.Tensor1D, relu === true ? "relu" : "none"),
  layerNorm: ({ x, gamma, beta }, { epsilon }) => layerNorm(x!, gamma as tf.Tensor1D, beta as tf.Tensor1D, epsilon as number),
  attention: ({ q, k, v }, { heads, causal, seenKeys }) =>
    attention({
      q: q as tf.Tensor3D,
      k: k as tf.Tensor3D,
      v: v as tf.Tensor3D,
      heads: heads as number,
      causal: causal === true,
      keyPadding: paddingOf(seenKeys as number[] | null, k!.shape[1]!),
    }),
  crossEntropy: ({ logits }, { targets, ignoredId, labelSmoothing }) =>
    tf.reshape(
      crossEntropy(logits as tf.Tensor2D, tf.tensor1d(targets as number[], "int32"), {
        ignoredId: ignoredId as number | null,
        labelSmoothing: labelSmoothing as number,
      }),
      [1],
    ),
  embedding: ({ table }, { ids, paddingId }) =>
    embedding(table as tf.Tensor2D, tf.tensor2d(ids as number[][], undefined, "int32"), paddingId as number),
  maxPool: ({ x }) => maxPool3x3Stride2(x as tf.Tensor4D),
};

onEachEngine("PyTorch's results", () => {
  test.each(golden.cases)("$name", ({ name, op, inputs, gradients, options }) => {
    tf.tidy(() => {
      const tensors = Object.fromEntries(inputs.map((input) => [input, goldenTensor(`${name}.${input}`)]));
      const y = CALLS[op](tensors, options);
      expect(y.shape).toEqual(goldenTensor(`${name}.y`).shape);
      expectClose(y.dataSync(), goldenValues(`${name}.y`), TOLERANCE);
      const weighted = (...wanted: tf.Tensor[]): tf.Scalar =>
        tf.sum(
          tf.mul(
            CALLS[op]({ ...tensors, ...Object.fromEntries(gradients.map((input, i) => [input, wanted[i]!])) }, options),
            goldenTensor(`${name}.weights`),
          ),
        );
      const found = tf.grads(weighted)(gradients.map((input) => tensors[input]!));
      for (const [i, input] of gradients.entries()) {
        expectClose(found[i]!.dataSync(), goldenValues(`${name}.d_${input}`), TOLERANCE);
      }
    });
  });

  test("three clipped steps of AdamW over two groups", () => {
    const { groups, clipMaxNorm, gradientNorms } = golden.adamW;
    const [parameters, firstMoments, secondMoments] = tf.tidy(() => {
      const values = groups.map((_, i) => goldenTensor(`adam_w.parameter${i}`));
      return [values.map((value) => tf.variable(value)), ...[0, 1].map(() => values.map((value) => tf.variable(tf.zerosLike(value))))];
    }) as [tf.Variable[], tf.Variable[], tf.Variable[]];
    for (const [step, norm] of gradientNorms.entries()) {
      tf.tidy(() => {
        const gradients = groups.map((_, i) => goldenTensor(`adam_w.gradient${step}_${i}`));
        const [own] = globalNorm(gradients).dataSync();
        expectClose([own!], [norm], 1e-5);
        adamW({
          parameters,
          gradients,
          firstMoments,
          secondMoments,
          lr: groups.map(({ lr }) => lr),
          weightDecay: groups.map((group) => group.weight_decay),
          step: step + 1,
          beta1: 0.9,
          beta2: 0.999,
          epsilon: 1e-8,
          gradientScale: clipCoefficient(own!, clipMaxNorm),
        });
      });
      for (const [i, parameter] of parameters.entries()) {
        expectClose(parameter.dataSync(), goldenValues(`adam_w.after${step}_${i}`), 1e-5);
      }
    }
    tf.dispose([...parameters, ...firstMoments, ...secondMoments]);
  });
});
