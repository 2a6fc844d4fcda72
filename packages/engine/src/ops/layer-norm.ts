/** @file Layer normalisation over the last dimension. */
import * as tf from "@tensorflow/tfjs-core";
import { usesNative } from "../native/native-backend.ts";
import { nativeLayerNorm, nativeLayerNormGradient } from "../native/ops/layers.ts";
import { differentiable } from "./differentiable.ts";
import { checkShapes } from "./shape-check.ts";

/**
 * (x - mean) / sqrt(variance + epsilon) * gamma + beta, with the biased variance, as torch.nn.LayerNorm.
 * @param x float32 [..., D]
 * @param gamma float32 [D]
 * @param beta float32 [D]
 * @returns float32, x's shape; owned by the caller
 * @throws ShapeError
 */
export function layerNorm<T extends tf.Tensor>(x: T, gamma: tf.Tensor1D, beta: tf.Tensor1D, epsilon: number): T {
  const width = x.shape.at(-1) ?? 0;
  checkShapes(
    "layerNorm",
    width >= 1 && [gamma, beta].every(({ shape }) => shape.length === 1 && shape[0] === width),
    "gamma and beta must have x's last dimension, which is at least 1",
    { x, gamma, beta },
  );
  if (usesNative()) {
    return differentiable<T>({
      inputs: { x, gamma, beta },
      forward: (save) => {
        const [y, mean, inverse] = nativeLayerNorm(x, gamma, beta, epsilon);
        save([x, gamma, mean, inverse]);
        return y;
      },
      gradients: (dy, saved) => {
        const gradients = nativeLayerNormGradient(dy, saved);
        return { x: () => gradients.x, gamma: () => gradients.gamma, beta: () => gradients.beta };
      },
    });
  }
  return differentiable<T>({
    inputs: { x, gamma, beta },
    forward: (save) => {
      const centred = tf.sub(x, tf.mean(x, -1, true));
      const inverse = tf.rsqrt(tf.add(tf.mean(tf.square(centred), -1, true), epsilon));
      const normalised = tf.mul(centred, inverse);
      save([normalised, inverse, gamma]);
      return tf.add(tf.mul(normalised, gamma), beta);
    },
    gradients: (dy, [normalised, inverse, gamma]) => ({
      x: () => {
        const g = tf.mul(dy, gamma!);
        const along = tf.mul(normalised!, tf.mean(tf.mul(g, normalised!), -1, true));
        return tf.mul(inverse!, tf.sub(tf.sub(g, tf.mean(g, -1, true)), along));
      },
      gamma: () => tf.sum(tf.reshape(tf.mul(dy, normalised!), [-1, width]), 0),
      beta: () => tf.sum(tf.reshape(dy, [-1, width]), 0),
    }),
  });
}
