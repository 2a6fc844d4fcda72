/** @file Streams of subscriptions that end when their reader goes, also while they wait. */

/**
 * What `make` yields. When the reader stops, `signal` aborts first: a generator that waits for the next event would
 * otherwise hear of it only after that event, and stay subscribed until then.
 */
export function untilReturned<T>(make: (signal: AbortSignal) => AsyncGenerator<T, void, undefined>): AsyncIterableIterator<T> {
  const stop = new AbortController();
  const source = make(stop.signal);
  const stream: AsyncIterableIterator<T> = {
    next: () => source.next(),
    return: async () => {
      stop.abort();
      await source.return();
      return { done: true, value: undefined };
    },
    throw: async (error: unknown) => {
      stop.abort();
      await source.return();
      throw error;
    },
    [Symbol.asyncIterator]: () => stream,
  };
  return stream;
}
