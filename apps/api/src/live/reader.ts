/**
 * @file What one subscriber has not taken yet of a stream that many share: bounded, and merging.
 *
 * A socket does not show that its other end reads slowly: its subscriber takes the next event later, and here they wait.
 */
import { queueMerges } from "../http/metrics.ts";

const EVENTS_MAX = 256;
/** Of all events that wait, as JSON, about. One alone may be larger. */
const BYTES_MAX = 1024 ** 2;

/** How events of a stream wait. */
export interface Waiting<Event> {
  /** Of two events with one key the later says all that the earlier did, and takes its place. */
  key(event: Event): string | number;
  /** As JSON, about. */
  bytes(event: Event): number;
}
export interface Taken<Event> {
  /** Null: too many waited and were dropped; the table has them. */
  readonly event: Event | null;
  /** How many events before it were merged into others, or dropped, since the last that was taken. */
  readonly merged: number;
}

export class Reader<Event> implements AsyncIterable<Taken<Event>> {
  readonly #how: Waiting<Event>;
  readonly #waiting = new Map<string | number, Event>();
  #bytes = 0;
  #merged = 0;
  #wereDropped = false;
  #end: { readonly error: unknown } | null = null;
  #wake: (() => void) | null = null;

  constructor(how: Waiting<Event>) {
    this.#how = how;
  }

  push(event: Event): void {
    const key = this.#how.key(event);
    const replaced = this.#waiting.get(key);
    if (replaced !== undefined) {
      this.#merged++;
      this.#bytes -= this.#how.bytes(replaced);
    }
    this.#waiting.set(key, event);
    this.#bytes += this.#how.bytes(event);
    if (this.#waiting.size > EVENTS_MAX || (this.#bytes > BYTES_MAX && this.#waiting.size > 1)) this.#drop();
    this.#wake?.();
  }

  /** What waits is still taken; then the stream is over, by `error` unless it is null. */
  end(error: unknown = null): void {
    this.#end ??= { error };
    this.#wake?.();
  }

  get size(): number {
    return this.#waiting.size;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Taken<Event>, void> {
    for (;;) {
      const next = this.#waiting.entries().next();
      const merged = this.#merged;
      if (this.#wereDropped) {
        this.#wereDropped = false;
        this.#merged = 0;
        yield { event: null, merged };
      } else if (!next.done) {
        const [key, event] = next.value;
        this.#waiting.delete(key);
        this.#bytes -= this.#how.bytes(event);
        this.#merged = 0;
        yield { event, merged };
      } else if (this.#end) {
        if (this.#end.error !== null) throw this.#end.error;
        return;
      } else {
        await new Promise<void>((resolve) => (this.#wake = resolve));
        this.#wake = null;
      }
    }
  }

  #drop(): void {
    queueMerges.inc();
    this.#merged += this.#waiting.size;
    this.#waiting.clear();
    this.#bytes = 0;
    this.#wereDropped = true;
  }
}
