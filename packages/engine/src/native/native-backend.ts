/**
 * @file A TensorFlow.js backend over the native addon. It keeps the plain-JavaScript backend's storage, and so also its
 * kernels for whatever is too rare to deserve one of its own.
 *
 * Where the engine computes in bf16, what convolutions and rectified layers put out is stored so too: half the memory and half
 * the traffic, and the next product would round it anyway. tfjs knows nothing of it: such a tensor is float32 to it, and its
 * storage is widened, in place and for good, the moment that a kernel wants fp32.
 */
import * as tf from "@tensorflow/tfjs-core";
import { MathBackendCPU } from "@tensorflow/tfjs-backend-cpu";
import { areWeightsSteady } from "../ops/steady-weights.ts";
import { loadAddon, type NativeAddon } from "./addon.ts";
import { BufferPool } from "./buffer-pool.ts";
import { KeptWeights } from "./kept-weights.ts";
import { defaultBudgetBytes } from "./memory-budget.ts";
import type { StoredValues } from "./stored-values.ts";

const COPIED_FROM_BYTES = 64 * 1024;

export class NativeBackend extends MathBackendCPU {
  readonly addon: NativeAddon = loadAddon();
  readonly #pool = new BufferPool(this.addon, defaultBudgetBytes());
  readonly kept = new KeptWeights(this.addon, this.#pool);

  constructor() {
    super();
    // Or the plain-JavaScript backend advises to install a faster one.
    Object.assign(this, { firstUse: false });
    this.#pool.onFull = () => this.kept.clear();
  }

  /** Whether products and convolutions compute in bf16. */
  bf16 = false;

  /** What the tensors of this engine may take together, and what they take. */
  get pool(): Pick<BufferPool, "budgetBytes" | "liveBytes" | "peakBytes"> {
    return this.#pool;
  }

  /**
   * A tensor with arbitrary contents, for a kernel that overwrites it wholly, and its values.
   * @throws {EngineOutOfMemory} when it exceeds the engine's budget
   */
  output(shape: readonly number[]): { info: tf.TensorInfo; values: Float32Array } {
    return this.#store(this.#pool.take(tf.util.sizeFromShape([...shape]), shape), shape);
  }
  /** The same, stored in bf16. */
  roundedOutput(shape: readonly number[]): { info: tf.TensorInfo; values: Uint16Array } {
    return this.#store(this.#pool.takeRounded(tf.util.sizeFromShape([...shape]), shape), shape);
  }
  #store<Values extends StoredValues>(values: Values, shape: readonly number[]): { info: tf.TensorInfo; values: Values } {
    // Past `write` below, which would copy or count what is the pool's already.
    const dataId = super.write(values as unknown as Float32Array, [...shape], "float32");
    return { info: { dataId, shape: [...shape], dtype: "float32" }, values };
  }

  /** A tensor's own values: not to be kept. The inherited cast leaves whole numbers as they are, so that they need a copy here. */
  floats(tensor: tf.TensorInfo): Float32Array {
    this.widen(tensor);
    const { values } = this.data.get(tensor.dataId);
    return values instanceof Float32Array ? values : Float32Array.from(values as ArrayLike<number>);
  }
  /** A tensor's own values as they are stored, for a kernel that reads both. */
  stored(tensor: tf.TensorInfo): StoredValues {
    const { values } = this.data.get(tensor.dataId);
    return (values as unknown) instanceof Uint16Array ? (values as unknown as Uint16Array) : this.floats(tensor);
  }
  isRounded(tensor: tf.TensorInfo): boolean {
    return (this.data.get(tensor.dataId).values as unknown) instanceof Uint16Array;
  }
  /** Stores the tensor in fp32 from now on. */
  widen({ dataId }: { readonly dataId: object }): void {
    const data = this.data.get(dataId);
    const values = data.values as unknown;
    if (values instanceof Uint16Array) {
      const wide = this.#pool.take(values.length);
      this.addon.widen(values, wide);
      data.values = wide;
      this.#pool.give(values);
    }
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
    // Large arrays move into our memory: weights would else lie in JavaScript's until a collection after their first update.
    if (values instanceof Float32Array && dtype === "float32" && values.byteLength >= COPIED_FROM_BYTES) {
      const own = this.#pool.take(values.length, shape);
      own.set(values);
      return super.write(own, shape, dtype);
    }
    const own = this.#pool.owns(values) ? (values.slice() as Float32Array) : values;
    this.#pool.count(bytesOf(own), shape);
    return super.write(own, shape, dtype);
  }

  /** What moves in from another backend. */
  override move(dataId: object, values: tf.backend_util.BackendValues, shape: number[], dtype: tf.DataType, refCount: number): void {
    this.#pool.count(bytesOf(values), shape);
    super.move(dataId, values, shape, dtype, refCount);
  }

  override readSync(dataId: object): tf.backend_util.BackendValues {
    this.widen({ dataId });
    const values = super.readSync(dataId);
    return this.#pool.owns(values) ? (values.slice() as Float32Array) : values;
  }

  override disposeData(dataId: object, force = false): boolean {
    const values = this.data.has(dataId) ? this.data.get(dataId).values : undefined;
    const gone = super.disposeData(dataId, force);
    if (gone) {
      this.kept.gone(dataId);
    }
    if (gone && this.#pool.owns(values)) {
      this.#pool.give(values);
    } else if (gone) {
      this.#pool.uncount(bytesOf(values));
    }
    return gone;
  }
}

/** Strings and complex numbers are too few to count. */
function bytesOf(values: tf.backend_util.BackendValues | undefined): number {
  return ArrayBuffer.isView(values) ? values.byteLength : 0;
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
/** A tensor for a kernel to fill, stored as `like` is: the gradient of a tensor is as exact as the tensor. */
export function newNativeLike<T extends tf.Tensor>(like: tf.Tensor, shape: readonly number[]): { tensor: T; values: StoredValues } {
  return nativeBackend().isRounded(like) ? newRounded(shape) : newNative(shape);
}
/** A tensor for a kernel to fill, stored in bf16 where the engine computes so. */
export function newActivation<T extends tf.Tensor>(shape: readonly number[]): { tensor: T; values: StoredValues } {
  return nativeBackend().bf16 ? newRounded(shape) : newNative(shape);
}
function newRounded<T extends tf.Tensor>(shape: readonly number[]): { tensor: T; values: StoredValues } {
  const backend = nativeBackend();
  const { info, values } = backend.roundedOutput(shape);
  return { tensor: tf.engine().makeTensorFromTensorInfo(info, backend) as T, values };
}
/** The values of a float32 tensor as they are stored, for a kernel that reads fp32 and bf16. */
export function storedOf(tensor: tf.Tensor): StoredValues {
  return nativeBackend().stored(tensor);
}
/** The values of a float32 tensor for a kernel to read. */
export function floatsOf(tensor: tf.Tensor): Float32Array {
  return nativeBackend().floats(tensor);
}

/** Under which number the addon may keep what it makes of a weight (times a scale); 0 when it may not. */
export function keptNumber(weight: tf.Tensor, scale?: tf.Tensor): number {
  if (!areWeightsSteady()) {
    return 0;
  }
  const backend = nativeBackend();
  return backend.kept.numberOf(weight.dataId, weight.size * (backend.bf16 ? 2 : 4), scale?.dataId);
}

/** A weight as it is best read by products of a few rows: in bf16 where the engine computes so and the weight is steady. */
export function compactOf(weight: tf.Tensor): StoredValues {
  const backend = nativeBackend();
  const compact = backend.bf16 && areWeightsSteady() ? backend.kept.rounded(weight.dataId, () => backend.floats(weight)) : null;
  return compact ?? backend.floats(weight);
}
