/**
 * @file Memory for the native engine's tensors, within a budget. A training step makes and drops the same sizes over and over; fresh
 * memory costs a page fault every 4 KB, which is more than many kernels cost.
 *
 * Small tensors share buffers by size class. Large ones are blocks of arenas: what one size leaves, another takes, so that the
 * memory held is close to the most that was ever in use at once.
 */
import { EngineOutOfMemory } from "../out-of-memory.ts";
import { currentOp } from "../ops/current-op.ts";
import type { NativeAddon } from "./addon.ts";
import { aligned, ALIGNMENT, Arena } from "./arena.ts";
import type { StoredValues } from "./stored-values.ts";

const LARGE_FROM_BYTES = 32 * 1024;
/** Only what is written of it takes memory. */
const ARENA_BYTES = 512 * 2 ** 20;
const HUGE_PAGE_BYTES = 2 * 2 ** 20;
/** For sanitizers: memory of its own for each tensor, so that writing past its end is seen. */
const SEPARATE = process.env["CAPSTAN_SEPARATE_BUFFERS"] === "1";

/** The next of four sizes per doubling: at most a quarter is left over, and close lengths share their buffers. */
export function sizeClass(bytes: number): number {
  if (bytes <= ALIGNMENT) {
    return ALIGNMENT;
  }
  const step = Math.max(2 ** (Math.floor(Math.log2(bytes - 1)) - 2), ALIGNMENT);
  return Math.ceil(bytes / step) * step;
}

interface Place {
  readonly buffer: ArrayBuffer;
  readonly start: number;
}

export class BufferPool {
  readonly #addon: NativeAddon;
  readonly #idle = new Map<number, ArrayBuffer[]>();
  readonly #small = new WeakSet<ArrayBufferLike>();
  readonly #arenas = new Map<ArrayBufferLike, Arena>();
  #budgetBytes: number;
  #liveBytes = 0;
  #peakBytes = 0;
  /** Called when the budget would be exceeded: gives up what can be made again. */
  onFull: () => void = () => undefined;

  constructor(addon: NativeAddon, budgetBytes: number) {
    this.#addon = addon;
    this.#budgetBytes = budgetBytes;
  }

  get budgetBytes(): number {
    return this.#budgetBytes;
  }
  set budgetBytes(bytes: number) {
    this.#budgetBytes = bytes;
  }
  /** In use now, and the most that was in use at once. */
  get liveBytes(): number {
    return this.#liveBytes;
  }
  get peakBytes(): number {
    return this.#peakBytes;
  }

  /**
   * `length` values with arbitrary contents, for a tensor of `shape`.
   * @throws {EngineOutOfMemory} when they exceed the budget
   */
  take(length: number, shape: readonly number[] = [length]): Float32Array {
    const { buffer, start } = this.#place(length * 4, shape);
    return new Float32Array(buffer, start, length);
  }
  /** The same for bfloat16. */
  takeRounded(length: number, shape: readonly number[] = [length]): Uint16Array {
    const { buffer, start } = this.#place(length * 2, shape);
    return new Uint16Array(buffer, start, length);
  }

  #place(bytes: number, shape: readonly number[]): Place {
    this.count(bytes, shape);
    if (SEPARATE) {
      const buffer = this.#addon.allocate(Math.max(aligned(bytes), ALIGNMENT));
      this.#small.add(buffer);
      return { buffer, start: 0 };
    }
    if (bytes > LARGE_FROM_BYTES) {
      return this.#block(aligned(bytes));
    }
    const size = sizeClass(bytes);
    let buffer = this.#idle.get(size)?.pop();
    if (buffer === undefined) {
      buffer = this.#addon.allocate(size);
      this.#small.add(buffer);
    }
    return { buffer, start: 0 };
  }

  #block(bytes: number): Place {
    for (const arena of this.#arenas.values()) {
      const start = arena.take(bytes);
      if (start !== -1) {
        return { buffer: arena.buffer, start };
      }
    }
    const arena = new Arena(this.#addon.allocate(Math.max(ARENA_BYTES, Math.ceil(bytes / HUGE_PAGE_BYTES) * HUGE_PAGE_BYTES)));
    this.#arenas.set(arena.buffer, arena);
    return { buffer: arena.buffer, start: arena.take(bytes) };
  }

  /** Whether these values lie in the pool's memory: then nobody else may keep a view of them. */
  owns(values: unknown): values is StoredValues {
    return ArrayBuffer.isView(values) && (this.#arenas.has(values.buffer) || this.#small.has(values.buffer));
  }

  /** Takes values back for reuse. */
  give(values: StoredValues): void {
    this.uncount(values.byteLength);
    const arena = this.#arenas.get(values.buffer);
    if (arena !== undefined) {
      arena.give(values.byteOffset, aligned(values.byteLength));
      return;
    }
    const buffer = values.buffer as ArrayBuffer;
    if (SEPARATE) {
      return;
    }
    const same = this.#idle.get(buffer.byteLength);
    if (same === undefined) {
      this.#idle.set(buffer.byteLength, [buffer]);
    } else {
      same.push(buffer);
    }
  }

  hasRoom(bytes: number): boolean {
    return this.#liveBytes + bytes <= this.#budgetBytes;
  }
  /** Counts memory as in use: the pool's, or an array of JavaScript's that a tensor holds. @throws {EngineOutOfMemory} */
  count(bytes: number, shape: readonly number[]): void {
    if (!this.hasRoom(bytes)) {
      this.onFull();
    }
    if (!this.hasRoom(bytes)) {
      throw new EngineOutOfMemory(currentOp(), shape, bytes, this.#budgetBytes);
    }
    this.#liveBytes += bytes;
    if (this.#liveBytes > this.#peakBytes) {
      this.#peakBytes = this.#liveBytes;
    }
  }
  uncount(bytes: number): void {
    this.#liveBytes -= bytes;
  }
}
