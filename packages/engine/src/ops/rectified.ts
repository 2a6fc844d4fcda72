/**
 * @file Which tensors a rectifier made, and which gradients are 0 already where it let nothing through.
 *
 * Whoever computes the gradient of a rectified tensor last can leave those values out while it writes, so that the rectifier's own
 * way back has nothing to do: in a residual network that saves reading and writing each block's gradient once.
 */
import * as tf from "@tensorflow/tfjs-core";

const rectified = new WeakSet<tf.DataId>();
/** By a gradient's data: the data of the rectified tensor whose gradient it is. */
const gated = new WeakMap<tf.DataId, tf.DataId>();

/** `y` is the output of a rectifier. Made while no tape runs, its gradient ends there and is wanted whole. */
export function markRectified(y: tf.Tensor): void {
  const { state } = tf.engine() as unknown as { readonly state: { readonly activeTape: unknown } };
  if (state.activeTape) {
    rectified.add(y.dataId);
  }
}

export const isRectified = (x: tf.Tensor): boolean => rectified.has(x.dataId);

/** `dx`, a gradient with respect to the rectified `x`, is 0 where x is. */
export function markGated(dx: tf.Tensor, x: tf.Tensor): void {
  gated.set(dx.dataId, x.dataId);
}

/** Whether the gradient `dy` is 0 already where the rectified `y` is. */
export const isGatedBy = (dy: tf.Tensor, y: tf.Tensor): boolean => gated.get(dy.dataId) === y.dataId;
