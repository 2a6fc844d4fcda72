/** @file Lets identical subscriptions share one reading of the table: they are woken together, at the same cursor. */

const KEPT_MS = 100;

export class SharedReads<Result> {
  readonly #reads = new Map<string, Promise<Result>>();

  /** The reading under `key` that began a moment ago, or a new one. Whoever asks must have the right to it. */
  read(key: string, begin: () => Promise<Result>): Promise<Result> {
    const known = this.#reads.get(key);
    if (known) return known;
    const reading = begin();
    this.#reads.set(key, reading);
    const forget = (): void => {
      if (this.#reads.get(key) === reading) this.#reads.delete(key);
    };
    reading.then(
      // Something was found: it stays true, for those who are a little late. Nothing was found: it may be there now.
      (result) => (result === null ? forget() : setTimeout(forget, KEPT_MS).unref()),
      forget,
    );
    return reading;
  }
}
