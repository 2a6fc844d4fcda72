/**
 * @file An op with a gradient of its own.
 *
 * tf.customGrad computes the gradients of all inputs, wanted or not; a convolution over the pixels would then compute the
 * pixels' gradient at every step. The engine underneath takes one function per input and calls only those that lead to a parameter.
 */
import * as tf from "@tensorflow/tfjs-core";
import { currentOp, enterOp } from "./current-op.ts";

export type Save = (tensors: tf.Tensor[]) => void;
/** Computes the gradient of an input; `onto`, where an op has it, computes its sum with what other ops gave for the same tensor. */
export interface Gradient {
  (): tf.Tensor;
  readonly onto?: (addend: tf.Tensor) => tf.Tensor;
}
type Gradients = Readonly<Record<string, Gradient>>;

/** A gradient that adds while it writes. */
export const onto = (compute: (addend?: tf.Tensor) => tf.Tensor): Gradient => Object.assign(() => compute(), { onto: compute });

interface CustomOp {
  readonly inputs: Readonly<Record<string, tf.Tensor>>;
  /** Computes the output with the tape off; `save` keeps what the gradient needs. */
  readonly forward: (save: Save) => tf.Tensor;
  /** By input name; what is computed outside the returned functions is computed once for all of them. */
  readonly gradients: (dy: tf.Tensor, saved: tf.Tensor[]) => Gradients;
}
interface CustomOpEngine {
  runKernelFunc(op: {
    inputs: Readonly<Record<string, tf.Tensor>>;
    forwardFunc: (backend: unknown, save: Save) => tf.Tensor;
    backwardsFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => Gradients;
  }): tf.Tensor;
}

/** Runs the op and, inside tf.grads and the like, records how to go back. */
export function differentiable<T extends tf.Tensor = tf.Tensor>(op: CustomOp): T {
  const engine = tf.engine() as unknown as CustomOpEngine;
  const name = currentOp();
  return engine.runKernelFunc({
    inputs: op.inputs,
    forwardFunc: (_backend, save) => op.forward(save),
    backwardsFunc: (dy, saved) => {
      enterOp(`${name}'s gradient`);
      return op.gradients(dy, saved);
    },
  }) as T;
}
