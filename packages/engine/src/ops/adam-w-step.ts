/** @file What one step of AdamW is given; apart, because every engine has its own step. */
import type * as tf from "@tensorflow/tfjs-core";

export interface AdamWStep {
  readonly parameters: readonly tf.Variable[];
  /** In the parameters' order and shapes. */
  readonly gradients: readonly tf.Tensor[];
  readonly firstMoments: readonly tf.Variable[];
  readonly secondMoments: readonly tf.Variable[];
  /** Learning rate of each parameter. */
  readonly lr: readonly number[];
  /** Weight decay of each parameter: multiplied by its learning rate, and not part of the gradient. */
  readonly weightDecay: readonly number[];
  /** Counts from 1. */
  readonly step: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /** Multiplies every gradient first: the clip coefficient. */
  readonly gradientScale?: number;
}
