/** @file Ends an async generator that waits: its own `return` would queue behind the wait. */

/** What `make` yields, until the reader returns; then `signal` aborts, and whatever waits on it ends. */
export function abortable<Value>(make: (signal: AbortSignal) => AsyncGenerator<Value, void>): AsyncIterableIterator<Value> {
  const controller = new AbortController();
  const values = make(controller.signal);
  const end = async (): Promise<IteratorResult<Value>> => {
    controller.abort();
    await values.return();
    return { done: true, value: undefined };
  };
  return {
    next: () => values.next(),
    return: end,
    throw: end,
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

/** Resolves after `ms`, or as soon as `signal` aborts. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted || ms <= 0) return resolve();
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener("abort", done);
  });
}
