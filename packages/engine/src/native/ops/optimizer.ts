/** @file The optimiser of the native engine. */
import * as tf from "@tensorflow/tfjs-core";
import type { AdamWStep } from "../../ops/adam-w-step.ts";
import { floatsOf, kernels, nativeBackend, newNative } from "../native-backend.ts";

/** The values to change: the variable's own, or those of a copy that takes its place when another tensor shares them. */
function writable(variable: tf.Variable): Float32Array {
  if (!nativeBackend().isExclusive(variable)) {
    const own = newNative(variable.shape);
    own.values.set(floatsOf(variable));
    variable.assign(own.tensor);
    own.tensor.dispose();
  }
  nativeBackend().kept.changed(variable.dataId);
  return floatsOf(variable);
}

export function nativeAdamW(step: AdamWStep): void {
  const { beta1, beta2, epsilon, gradientScale = 1 } = step;
  const rootCorrection2 = Math.sqrt(1 - beta2 ** step.step);
  const keepAndRate = step.lr.flatMap((lr, i) => [1 - lr * step.weightDecay[i]!, (lr * rootCorrection2) / (1 - beta1 ** step.step)]);
  kernels().adamW(
    step.parameters.map(writable),
    step.gradients.map(floatsOf),
    step.firstMoments.map(writable),
    step.secondMoments.map(writable),
    Float32Array.from(keepAndRate),
    beta1,
    beta2,
    gradientScale,
    epsilon * rootCorrection2,
  );
}

export function nativeGlobalNorm(gradients: readonly tf.Tensor[]): tf.Scalar {
  return tf.scalar(Math.sqrt(kernels().sumOfSquares(gradients.map(floatsOf))));
}
