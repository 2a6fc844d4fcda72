/** @file The loss whose gradient makes rewarded captions likelier. */
import { differentiable } from "@capstan/engine/ops/differentiable";
import * as tf from "@tensorflow/tfjs-core";

/**
 *   loss = - sum_i weight_i * log softmax(logits_i)[target_i]
 *
 * With (reward - baseline) of its caption as each token's weight, its gradient is REINFORCE's.
 * @param logits float32 `[N, V]`. Borrowed.
 * @param targets int32 `[N]`. Borrowed.
 * @param weights float32 `[N]`; 0 where nothing counts. Borrowed; gets no gradient.
 * @returns float32 scalar, owned by the caller.
 * @throws {RangeError} when the lengths differ.
 * @source Williams 1992, REINFORCE; Rennie et al. 2017 (https://arxiv.org/abs/1612.00563), equation 8
 */
export function policyLoss(logits: tf.Tensor2D, targets: tf.Tensor1D, weights: tf.Tensor1D): tf.Scalar {
  const [N, V] = logits.shape;
  if (targets.shape[0] !== N || weights.shape[0] !== N)
    throw new RangeError(`${N} rows of logits, ${targets.shape[0]} targets and ${weights.shape[0]} weights.`);
  return differentiable<tf.Scalar>({
    inputs: { logits },
    forward: (save) => {
      const shifted = tf.sub(logits, tf.max(logits, -1, true));
      const logProbabilities = tf.sub(shifted, tf.log(tf.sum(tf.exp(shifted), -1, true)));
      const wanted = tf.oneHot(targets, V);
      const column = tf.reshape(weights, [N, 1]);
      save([tf.mul(tf.sub(tf.exp(logProbabilities), wanted), column)]);
      return tf.neg(tf.sum(tf.mul(tf.mul(logProbabilities, wanted), column)));
    },
    gradients: (dy, [gradient]) => ({ logits: () => tf.mul(gradient!, dy) }),
  });
}
