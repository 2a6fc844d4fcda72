/**
 * @file Streams of events that all who follow the same thing share: the table is read once for them all, and all get the
 * very same object, so that what is made of it can be shared too.
 *
 * A stream begins with its first reader and ends with its last. It knows nothing of rights: whoever joins has them, and
 * looks after them.
 */
import type { ChangeFeed } from "./change-feed.ts";
import { Reader, type Waiting } from "./reader.ts";

interface Stream<Event> {
  readonly readers: Set<Reader<Event>>;
  readonly ending: AbortController;
  last: Event;
}
export interface Joined<Event> {
  readonly reader: Reader<Event>;
  /** The stream's last event, read or not by this reader; before any, what it began with. */
  last(): Event;
}
export interface Beginning<Event> {
  /** Where a new stream stands, if it is new. Nobody is given it. */
  readonly from: Event;
  /** Everything after `from` until `signal` aborts. It is called at once, and listens at once. */
  events(from: Event, signal: AbortSignal): AsyncGenerator<Event, void>;
}

export class SharedStreams<Event extends object> {
  readonly #how: Waiting<Event>;
  /** Streams of one server by what they follow; there may be several servers in a process. */
  readonly #streams = new WeakMap<ChangeFeed, Map<string, Stream<Event>>>();

  constructor(how: Waiting<Event>) {
    this.#how = how;
  }

  /** Joins the stream under `key`, which begins if there is none, until `signal` aborts. */
  join(changes: ChangeFeed, key: string, begin: Beginning<Event>, signal: AbortSignal): Joined<Event> {
    const streams = this.#streams.get(changes) ?? new Map<string, Stream<Event>>();
    this.#streams.set(changes, streams);
    const reader = new Reader<Event>(this.#how);
    const known = streams.get(key);
    const stream = known ?? { readers: new Set(), ending: new AbortController(), last: begin.from };
    stream.readers.add(reader);
    const forget = (): void => void (streams.get(key) === stream && streams.delete(key));
    if (!known) {
      streams.set(key, stream);
      void this.#run(stream, begin, forget);
    }
    const leave = (): void => {
      reader.end();
      stream.readers.delete(reader);
      if (stream.readers.size > 0) return;
      forget();
      stream.ending.abort();
    };
    if (signal.aborted) leave();
    else signal.addEventListener("abort", leave, { once: true });
    return { reader, last: () => stream.last };
  }

  async #run(stream: Stream<Event>, { from, events }: Beginning<Event>, forget: () => void): Promise<void> {
    let failure: unknown = null;
    try {
      for await (const event of events(from, stream.ending.signal)) {
        stream.last = event;
        for (const reader of stream.readers) reader.push(event);
      }
    } catch (error) {
      failure = error;
    }
    forget();
    for (const reader of stream.readers) reader.end(failure);
  }
}
