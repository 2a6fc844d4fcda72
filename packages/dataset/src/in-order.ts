/** @file Work on several items at once, with results in the items' order. */

/**
 * The results of `work`, in order, with up to `ahead` items under way. An error comes where its result would have come; when
 * the reader stops early, what is under way ends unheard.
 */
export async function* inOrder<T, R>(items: Iterable<T>, ahead: number, work: (item: T) => Promise<R>): AsyncGenerator<R, void, undefined> {
  const underWay: Promise<R>[] = [];
  const iterator = items[Symbol.iterator]();
  const startNext = (): void => {
    const { done, value } = iterator.next();
    if (done) return;
    const result = work(value);
    // Heard when its turn comes; until then it must not count as unhandled.
    result.catch(() => undefined);
    underWay.push(result);
  };
  for (let i = 0; i < ahead; i++) startNext();
  for (;;) {
    const result = underWay.shift();
    if (!result) return;
    const value = await result;
    startNext();
    yield value;
  }
}
