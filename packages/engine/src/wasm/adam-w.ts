/** @file AdamW on the wasm engine's memory: one loop instead of a dozen kernels for each parameter. */
import type * as tf from "@tensorflow/tfjs-core";
import type { AdamWStep } from "../ops/adam-w-step.ts";
import { floatsOnHeap, newOnHeap } from "./heap.ts";

export function adamWOnHeap(step: AdamWStep): void {
  const { beta1, beta2, epsilon, gradientScale = 1 } = step;
  const correction1 = 1 - beta1 ** step.step;
  const rootCorrection2 = Math.sqrt(1 - beta2 ** step.step);
  for (const [i, parameter] of step.parameters.entries()) {
    // A new tensor, not in place: the matrix kernel keeps a packed copy of the weights for as long as their tensor lives.
    const next = newOnHeap<tf.Tensor>(parameter.shape);
    const [from, to, gradient] = [floatsOnHeap(parameter), floatsOnHeap(next), floatsOnHeap(step.gradients[i]!)];
    const [first, second] = [floatsOnHeap(step.firstMoments[i]!), floatsOnHeap(step.secondMoments[i]!)];
    const keep = 1 - step.lr[i]! * step.weightDecay[i]!;
    const rate = (step.lr[i]! * rootCorrection2) / correction1;
    const floor = epsilon * rootCorrection2;
    for (let at = 0; at < from.length; at++) {
      const g = gradient[at]! * gradientScale;
      const m = first[at]! * beta1 + g * (1 - beta1);
      const v = second[at]! * beta2 + g * g * (1 - beta2);
      first[at] = m;
      second[at] = v;
      to[at] = from[at]! * keep - (rate * m) / (Math.sqrt(v) + floor);
    }
    parameter.assign(next);
    next.dispose();
  }
}
