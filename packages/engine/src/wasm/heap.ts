/**
 * @file Tensors of the wasm engine as views of its memory, for the few loops that plain JavaScript runs faster than a chain
 * of small kernels.
 *
 * The memory moves when it grows: make every output first, and take the views then.
 */
import * as tf from "@tensorflow/tfjs-core";
import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";

export function usesWasm(): boolean {
  return tf.getBackend() === "wasm";
}

/** A tensor with arbitrary contents, to be overwritten wholly. */
export function newOnHeap<T extends tf.Tensor>(shape: readonly number[]): T {
  const backend = tf.backend() as unknown as BackendWasm;
  return tf.engine().makeTensorFromTensorInfo(backend.makeOutput([...shape], "float32"), backend) as T;
}

/** The tensor's own values, until the next allocation. */
export function floatsOnHeap(tensor: tf.Tensor): Float32Array {
  return (tf.backend() as unknown as BackendWasm).typedArrayFromHeap(tensor) as Float32Array;
}
export function intsOnHeap(tensor: tf.Tensor): Int32Array {
  return (tf.backend() as unknown as BackendWasm).typedArrayFromHeap(tensor) as Int32Array;
}
