/** @file The optimiser of the native engine. */
import * as tf from "@tensorflow/tfjs-core";
import type { AdamWStep } from "../../ops/adam-w.ts";
import { nativeBackend, nativeFloats, newNative } from "../native-backend.ts";

/** The values to change: the variable's own, or those of a copy that takes its place when another tensor shares them. */
function writable(variable: tf.Variable): Float32Array {
  if (!nativeBackend().isExclusive(variable)) {
    const own = newNative(variable.shape);
    own.values.set(nativeFloats(variable));
    variable.assign(own.tensor);
    own.tensor.dispose();
  }
  return nativeFloats(variable);
}

export function nativeAdamW(step: AdamWStep): void {
  const { addon } = nativeBackend();
  const { beta1, beta2, epsilon, gradientScale = 1 } = step;
  const rootCorrection2 = Math.sqrt(1 - beta2 ** step.step);
  for (const [i, variable] of step.parameters.entries()) {
    const parameter = writable(variable);
    const rate = (step.lr[i]! * rootCorrection2) / (1 - beta1 ** step.step);
    addon.adamW(parameter, parameter, nativeFloats(step.gradients[i]!), writable(step.firstMoments[i]!), writable(step.secondMoments[i]!),
      beta1, beta2, gradientScale, 1 - step.lr[i]! * step.weightDecay[i]!, rate, epsilon * rootCorrection2);
  }
}

export function nativeGlobalNorm(gradients: readonly tf.Tensor[]): tf.Scalar {
  const { addon } = nativeBackend();
  return tf.scalar(Math.sqrt(gradients.reduce((sum, gradient) => sum + addon.sumOfSquares(nativeFloats(gradient)), 0)));
}
