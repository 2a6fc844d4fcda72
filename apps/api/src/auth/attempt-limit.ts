/** @file Counts attempts by key within a window, so that a password cannot be guessed from many addresses. */

const KEYS_MAX = 10_000;

export class AttemptLimit {
  readonly #attempts: number;
  readonly #windowMs: number;
  readonly #counted = new Map<string, { count: number; endsMs: number }>();

  constructor({ attempts, windowMs }: { readonly attempts: number; readonly windowMs: number }) {
    this.#attempts = attempts;
    this.#windowMs = windowMs;
  }

  /** Counts one attempt; false when there were too many. The clock is one that nobody sets. */
  take(key: string, nowMs: number = performance.now()): boolean {
    const known = this.#counted.get(key);
    if (known && known.endsMs > nowMs) return ++known.count <= this.#attempts;
    if (this.#counted.size >= KEYS_MAX) this.#prune(nowMs);
    this.#counted.set(key, { count: 1, endsMs: nowMs + this.#windowMs });
    return true;
  }

  forget(key: string): void {
    this.#counted.delete(key);
  }

  #prune(nowMs: number): void {
    for (const [key, { endsMs }] of this.#counted) if (endsMs <= nowMs) this.#counted.delete(key);
    // Still full: the oldest go, so that a flood of invented emails cannot fill the memory.
    for (const key of this.#counted.keys()) {
      if (this.#counted.size < KEYS_MAX) break;
      this.#counted.delete(key);
    }
  }
}
