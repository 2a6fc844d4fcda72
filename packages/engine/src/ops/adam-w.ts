/** @file One step of AdamW (Loshchilov and Hutter, "Decoupled Weight Decay Regularization"), as torch.optim.AdamW computes it. */
import * as tf from "@tensorflow/tfjs-core";
import { usesNative } from "../native/native-backend.ts";
import { nativeAdamW } from "../native/ops/optimizer.ts";
import { adamWOnHeap } from "../wasm/adam-w.ts";
import { usesWasm } from "../wasm/heap.ts";
import type { AdamWStep } from "./adam-w-step.ts";
import { checkShapes, ShapeError } from "./shape-check.ts";

/** Changes parameters and both moments in place; the gradients stay the caller's. @throws ShapeError, with nothing changed */
export function adamW(step: AdamWStep): void {
  const { parameters, gradients, firstMoments, secondMoments, lr, weightDecay } = step;
  const count = parameters.length;
  if ([gradients, firstMoments, secondMoments, lr, weightDecay].some(({ length }) => length !== count)) {
    throw new ShapeError(`adamW: ${count} parameters need as many gradients, moments and rates.`);
  }
  for (const [i, parameter] of parameters.entries()) {
    const [gradient, first, second] = [gradients[i]!, firstMoments[i]!, secondMoments[i]!];
    const fits = [gradient, first, second].every(({ shape }) => tf.util.arraysEqual(shape, parameter.shape));
    checkShapes("adamW", fits, `gradient and moments must have the shape of ${parameter.name}`, { parameter, gradient, first, second });
  }
  if (usesNative()) {
    nativeAdamW(step);
  } else if (usesWasm()) {
    adamWOnHeap(step);
  } else {
    composedAdamW(step);
  }
}

function composedAdamW(step: AdamWStep): void {
  const correction1 = 1 - step.beta1 ** step.step;
  const correction2 = 1 - step.beta2 ** step.step;
  for (const [i, parameter] of step.parameters.entries()) {
    tf.tidy(() => {
      const gradient = tf.mul(step.gradients[i]!, step.gradientScale ?? 1);
      const first = step.firstMoments[i]!;
      const second = step.secondMoments[i]!;
      first.assign(tf.add(tf.mul(first, step.beta1), tf.mul(gradient, 1 - step.beta1)));
      second.assign(tf.add(tf.mul(second, step.beta2), tf.mul(tf.square(gradient), 1 - step.beta2)));
      const root = tf.add(tf.sqrt(tf.div(second, correction2)), step.epsilon);
      const update = tf.mul(tf.div(first, root), step.lr[i]! / correction1);
      parameter.assign(tf.sub(tf.mul(parameter, 1 - step.lr[i]! * step.weightDecay[i]!), update));
    });
  }
}
