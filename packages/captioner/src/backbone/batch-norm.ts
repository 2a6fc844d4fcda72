/** @file Batch normalisation over a batch's own statistics: how `tiny` learns from random weights. Frozen when captioning. */
import { differentiable } from "@capstan/engine/ops/differentiable";
import * as tf from "@tensorflow/tfjs-core";

export interface BatchMoments {
  /** float32 `[C]`: mean over the batch and the grid. */
  readonly mean: tf.Tensor1D;
  /** float32 `[C]`, biased. */
  readonly variance: tf.Tensor1D;
}

/** Added to the variance, as PyTorch does. */
const EPSILON = 1e-5;

/** Sums over rows, `[N, C]` -> `[1, C]`, as a product with ones: the one form of this sum that every engine does fast. */
const columnSums = (rows: tf.Tensor2D): tf.Tensor2D => tf.matMul(tf.ones<tf.Rank.R2>([1, rows.shape[0]]), rows);

/**
 *   y = (x - mean) / sqrt(variance + 1e-5) * gamma + beta
 *
 * with mean and variance over B, H and W; the gradient goes through both.
 * @param x float32 `[B, H, W, C]`. Borrowed.
 * @param gamma float32 `[C]`. Borrowed.
 * @param beta float32 `[C]`. Borrowed.
 * @returns y float32 `[B, H, W, C]`, owned by the caller; the moments are kept past any tidy, and the caller disposes of them.
 * @source Ioffe and Szegedy 2015 (https://arxiv.org/abs/1502.03167), algorithm 1
 */
export function batchNorm(x: tf.Tensor4D, gamma: tf.Tensor1D, beta: tf.Tensor1D): { y: tf.Tensor4D; moments: BatchMoments } {
  const C = x.shape[3];
  const N = x.size / C;
  let moments: BatchMoments | null = null;
  const y = differentiable<tf.Tensor4D>({
    inputs: { x, gamma, beta },
    forward: (save) => {
      const rows = tf.reshape<tf.Rank.R2>(x, [N, C]);
      const mean = tf.div<tf.Tensor2D>(columnSums(rows), N); // [1, C]
      const centred = tf.sub<tf.Tensor2D>(rows, mean);
      const variance = tf.div<tf.Tensor2D>(columnSums(tf.square(centred)), N);
      const inverse = tf.rsqrt(tf.add(variance, EPSILON));
      const normal = tf.mul<tf.Tensor2D>(centred, inverse);
      save([normal, tf.mul(inverse, gamma)]);
      moments = { mean: tf.keep(tf.reshape<tf.Rank.R1>(mean, [C])), variance: tf.keep(tf.reshape<tf.Rank.R1>(variance, [C])) };
      return tf.reshape(tf.add(tf.mul(normal, gamma), beta), x.shape);
    },
    gradients: (dy, saved) => {
      const [normal, slope] = saved as [tf.Tensor2D, tf.Tensor2D];
      const rows = tf.reshape<tf.Rank.R2>(dy, [N, C]);
      const sumDy = columnSums(rows); // [1, C]
      const sumDyNormal = columnSums(tf.mul(rows, normal)); // [1, C]
      return {
        x: () =>
          tf.tidy(() => {
            const toMean = tf.div(sumDy, N);
            const toVariance = tf.mul(normal, tf.div(sumDyNormal, N));
            return tf.reshape(tf.mul(tf.sub(tf.sub(rows, toMean), toVariance), slope), x.shape);
          }),
        gamma: () => tf.reshape(sumDyNormal, [C]),
        beta: () => tf.reshape(sumDy, [C]),
      };
    },
  });
  return { y, moments: moments! };
}
