/**
 * @file A TensorFlow.js backend over the native addon. It keeps the plain-JavaScript backend's storage, and so also its
 * kernels for whatever is too rare to deserve one of its own.
 */
import os from "node:os";
import * as tf from "@tensorflow/tfjs-core";
import { MathBackendCPU } from "@tensorflow/tfjs-backend-cpu";
import { loadAddon, type NativeAddon } from "./addon.ts";
import { BufferPool } from "./buffer-pool.ts";

const IDLE_SHARE = 0.25;

export class NativeBackend extends MathBackendCPU {
  readonly addon: NativeAddon = loadAddon();
  readonly #pool = new BufferPool(this.addon, os.totalmem() * IDLE_SHARE);

  constructor() {
    super();
    // Or the plain-JavaScript backend advises to install a faster one.
    Object.assign(this, { firstUse: false });
  }

  /** A tensor with arbitrary contents, for a kernel that overwrites it wholly, and its values. */
  output(shape: readonly number[]): { info: tf.TensorInfo; values: Float32Array } {
    const values = this.#pool.take(tf.util.sizeFromShape([...shape]));
    const dataId = super.write(values, [...shape], "float32");
    return { info: { dataId, shape: [...shape], dtype: "float32" }, values };
  }

  /** A tensor's own values: not to be kept. The inherited cast leaves whole numbers as they are, so that they need a copy here. */
  floats(tensor: tf.TensorInfo): Float32Array {
    const { values } = this.data.get(tensor.dataId);
    return values instanceof Float32Array ? values : Float32Array.from(values as ArrayLike<number>);
  }
  integers(tensor: tf.TensorInfo): Int32Array {
    const { values } = this.data.get(tensor.dataId);
    return values instanceof Int32Array ? values : Int32Array.from(values as ArrayLike<number>);
  }

  /** Whether a kernel may change the tensor's values in place: the memory is ours and no other tensor shares it. */
  isExclusive(tensor: tf.TensorInfo): boolean {
    const data = this.data.get(tensor.dataId);
    return data.refCount === 1 && this.#pool.owns(data.values);
  }

  /** The inherited kernels may make a tensor of a view of another's values, which our memory does not bear. */
  override write(values: tf.backend_util.BackendValues, shape: number[], dtype: tf.DataType): object {
    return super.write(this.#pool.owns(values) ? values.slice() : values, shape, dtype);
  }

  override readSync(dataId: object): tf.backend_util.BackendValues {
    const values = super.readSync(dataId);
    return this.#pool.owns(values) ? values.slice() : values;
  }

  override disposeData(dataId: object, force = false): boolean {
    const values = this.data.has(dataId) ? this.data.get(dataId).values : undefined;
    const gone = super.disposeData(dataId, force);
    if (gone && this.#pool.owns(values)) {
      this.#pool.give(values);
    }
    return gone;
  }
}

export function usesNative(): boolean {
  return tf.getBackend() === "native";
}
/** The current backend, where usesNative() holds. */
export function nativeBackend(): NativeBackend {
  return tf.backend() as NativeBackend;
}
export function kernels(): NativeAddon {
  return nativeBackend().addon;
}
/** A tensor for a kernel to fill, and its values. */
export function newNative<T extends tf.Tensor>(shape: readonly number[]): { tensor: T; values: Float32Array } {
  const backend = nativeBackend();
  const { info, values } = backend.output(shape);
  return { tensor: tf.engine().makeTensorFromTensorInfo(info, backend) as T, values };
}
/** The values of a float32 tensor for a kernel to read. */
export function floatsOf(tensor: tf.Tensor): Float32Array {
  return nativeBackend().floats(tensor);
}
