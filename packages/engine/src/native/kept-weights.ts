/**
 * @file What the native engine has made of steady weights, by the weight's values (a tensor's dataId): it goes when they go or
 * change. The copies themselves lie in the addon, under the numbers given here.
 */
import type { NativeAddon } from "./addon.ts";
import type { BufferPool } from "./buffer-pool.ts";

/** Gives and counts memory; room for a copy is a wish, not a need. */
type Budget = Pick<BufferPool, "hasRoom" | "count" | "uncount" | "takeRounded" | "give">;

interface Kept {
  readonly number: number;
  readonly bytes: number;
  /** The values of the factor that was multiplied in, and how often they had changed then. */
  readonly scale: object | null;
  readonly scaleChanges: number;
}

/** Weights smaller than this are as fast to arrange again as to look up. */
const KEPT_FROM_BYTES = 4096;

export class KeptWeights {
  readonly #addon: NativeAddon;
  readonly #budget: Budget;
  readonly #kept = new Map<object, Kept>();
  readonly #rounded = new Map<object, Uint16Array>();
  readonly #changes = new WeakMap<object, number>();
  #numbers = 0;

  constructor(addon: NativeAddon, budget: Budget) {
    this.#addon = addon;
    this.#budget = budget;
  }

  /** How many weights something is kept of. */
  get size(): number {
    return this.#kept.size + this.#rounded.size;
  }

  /**
   * The number under which the addon keeps what it makes of a weight: always the same for the same values. 0: it is not to keep it.
   * @param bytes about what is kept.
   * @param scale values of a factor that is multiplied in.
   */
  numberOf(weight: object, bytes: number, scale: object | null = null): number {
    const known = this.#kept.get(weight);
    if (known !== undefined) {
      if (known.scale === scale && (scale === null || known.scaleChanges === this.#changesOf(scale))) {
        return known.number;
      }
      this.#drop(weight);
    }
    if (bytes < KEPT_FROM_BYTES || !this.#budget.hasRoom(bytes)) {
      return 0;
    }
    this.#budget.count(bytes, []);
    const number = ++this.#numbers;
    this.#kept.set(weight, { number, bytes, scale, scaleChanges: scale === null ? 0 : this.#changesOf(scale) });
    return number;
  }

  /** A weight's values in bfloat16, or null when there is no room. Not to be kept. */
  rounded(weight: object, values: () => Float32Array): Uint16Array | null {
    const known = this.#rounded.get(weight);
    if (known !== undefined) {
      return known;
    }
    const exact = values();
    if (!this.#budget.hasRoom(exact.length * 2)) {
      return null;
    }
    const copy = this.#budget.takeRounded(exact.length);
    this.#addon.roundValues(exact, copy);
    this.#rounded.set(weight, copy);
    return copy;
  }

  /** To call when values were changed in place. */
  changed(values: object): void {
    this.#changes.set(values, this.#changesOf(values) + 1);
    this.#drop(values);
  }
  /** To call when values are gone. */
  gone(values: object): void {
    this.#drop(values);
  }

  clear(): void {
    for (const weight of [...this.#kept.keys(), ...this.#rounded.keys()]) {
      this.#drop(weight);
    }
  }

  #changesOf(values: object): number {
    return this.#changes.get(values) ?? 0;
  }
  #drop(weight: object): void {
    const known = this.#kept.get(weight);
    if (known !== undefined) {
      this.#kept.delete(weight);
      this.#addon.forgetWeight(known.number);
      this.#budget.uncount(known.bytes);
    }
    const copy = this.#rounded.get(weight);
    if (copy !== undefined) {
      this.#rounded.delete(weight);
      this.#budget.give(copy);
    }
  }
}
