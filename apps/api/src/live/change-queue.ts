/** @file What one watcher has not taken yet: bounded, and merging, because a later wake-up says all that an earlier one did. */
import type { Change, ChangeKind } from "./change-feed.ts";

const ROWS_MAX = 256;

export class ChangeQueue implements AsyncIterable<Change> {
  readonly #waiting = new Map<string, Change>();
  readonly #signal: AbortSignal;
  #wake: (() => void) | null = null;

  constructor(signal: AbortSignal) {
    this.#signal = signal;
    signal.addEventListener("abort", () => this.#wake?.(), { once: true });
  }

  push(change: Change): void {
    if (this.#signal.aborted) return;
    const key = `${change.kind}:${change.id ?? ""}`;
    if (change.id === null) this.#forget(change.kind);
    else if (this.#waiting.has(`${change.kind}:`)) return this.#wake?.();
    else if (this.#waiting.size >= ROWS_MAX && !this.#waiting.has(key)) {
      this.#forget(change.kind);
      this.#waiting.set(`${change.kind}:`, { ...change, id: null });
      return this.#wake?.();
    }
    this.#waiting.set(key, change);
    this.#wake?.();
  }

  get size(): number {
    return this.#waiting.size;
  }

  #forget(kind: ChangeKind): void {
    for (const key of this.#waiting.keys()) if (key.startsWith(`${kind}:`)) this.#waiting.delete(key);
  }

  async *[Symbol.asyncIterator](): AsyncIterator<Change> {
    while (!this.#signal.aborted) {
      const next = this.#waiting.entries().next();
      if (!next.done) {
        this.#waiting.delete(next.value[0]);
        yield next.value[1];
        continue;
      }
      await new Promise<void>((resolve) => (this.#wake = resolve));
      this.#wake = null;
    }
  }
}
