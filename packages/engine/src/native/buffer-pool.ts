/**
 * @file Memory for the native engine's tensors. A training step makes and drops the same sizes over and over; fresh memory
 * costs a page fault every 4 KB, which is more than many kernels cost.
 */
import type { NativeAddon } from "./addon.ts";

const SMALLEST_BYTES = 64;

/** The next of four sizes per doubling: at most a quarter is left over, and close lengths share their buffers. */
export function sizeClass(bytes: number): number {
  if (bytes <= SMALLEST_BYTES) {
    return SMALLEST_BYTES;
  }
  const step = Math.max(2 ** (Math.floor(Math.log2(bytes - 1)) - 2), SMALLEST_BYTES);
  return Math.ceil(bytes / step) * step;
}

export class BufferPool {
  readonly #addon: NativeAddon;
  readonly #idleBytesMax: number;
  readonly #idle = new Map<number, ArrayBuffer[]>();
  readonly #own = new WeakSet<ArrayBufferLike>();
  #idleBytes = 0;

  constructor(addon: NativeAddon, idleBytesMax: number) {
    this.#addon = addon;
    this.#idleBytesMax = idleBytesMax;
  }

  /** `length` values with arbitrary contents. */
  take(length: number): Float32Array {
    const bytes = sizeClass(length * 4);
    let buffer = this.#idle.get(bytes)?.pop();
    if (buffer === undefined) {
      buffer = this.#addon.allocate(bytes);
      this.#own.add(buffer);
    } else {
      this.#idleBytes -= bytes;
    }
    return new Float32Array(buffer, 0, length);
  }

  /** Whether these values lie in the pool's memory: then nobody else may keep a view of them. */
  owns(values: unknown): values is Float32Array {
    return ArrayBuffer.isView(values) && this.#own.has(values.buffer);
  }

  /** Takes values back for reuse; what exceeds the limit is left to the garbage collector. */
  give(values: Float32Array): void {
    const buffer = values.buffer as ArrayBuffer;
    if (this.#idleBytes + buffer.byteLength > this.#idleBytesMax) {
      return;
    }
    const same = this.#idle.get(buffer.byteLength);
    if (same === undefined) {
      this.#idle.set(buffer.byteLength, [buffer]);
    } else {
      same.push(buffer);
    }
    this.#idleBytes += buffer.byteLength;
  }
}
