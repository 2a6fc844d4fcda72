/** @file One large piece of memory, given out in blocks of any size: the smallest gap that is large enough, and neighbours join again. */

export const ALIGNMENT = 64;
export const aligned = (bytes: number): number => Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;

export class Arena {
  readonly buffer: ArrayBuffer;
  /** The gaps, in the order in which they lie. */
  readonly #starts: number[] = [0];
  readonly #sizes: number[];

  /** @param buffer its length is a multiple of ALIGNMENT. */
  constructor(buffer: ArrayBuffer) {
    this.buffer = buffer;
    this.#sizes = [buffer.byteLength];
  }

  /** Where a block of `bytes` (a multiple of ALIGNMENT) begins, or -1 when no gap holds it. */
  take(bytes: number): number {
    let best = -1;
    let size = Infinity;
    for (let at = 0; at < this.#sizes.length; at++) {
      const gap = this.#sizes[at]!;
      if (gap >= bytes && gap < size) {
        best = at;
        size = gap;
      }
    }
    if (best === -1) {
      return -1;
    }
    const start = this.#starts[best]!;
    if (size === bytes) {
      this.#starts.splice(best, 1);
      this.#sizes.splice(best, 1);
    } else {
      this.#starts[best] = start + bytes;
      this.#sizes[best] = size - bytes;
    }
    return start;
  }

  /** Takes a block back. */
  give(start: number, bytes: number): void {
    let after = this.#firstFrom(start);
    const before = after - 1;
    const joinsBefore = before >= 0 && this.#endOf(before) === start;
    if (joinsBefore) {
      this.#sizes[before]! += bytes;
    } else {
      this.#starts.splice(after, 0, start);
      this.#sizes.splice(after, 0, bytes);
      after++;
    }
    const own = after - 1;
    if (after < this.#starts.length && this.#endOf(own) === this.#starts[after]) {
      this.#sizes[own]! += this.#sizes[after]!;
      this.#starts.splice(after, 1);
      this.#sizes.splice(after, 1);
    }
  }

  #endOf(gap: number): number {
    return this.#starts[gap]! + this.#sizes[gap]!;
  }

  /** The first gap that begins at `start` or later. */
  #firstFrom(start: number): number {
    let [low, high] = [0, this.#starts.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#starts[middle]! < start) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** For tests: the gaps as [start, bytes]. */
  get gaps(): readonly (readonly [number, number])[] {
    return this.#starts.map((start, at) => [start, this.#sizes[at]!] as const);
  }
}
