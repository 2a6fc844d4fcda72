/** @file Lets so many events be on their way at once; the next one waits until the other side has taken some. */
export class EventWindow {
  #free: number;
  readonly #size: number;
  #waiting: (() => void)[] = [];

  constructor(size: number) {
    this.#size = size;
    this.#free = size;
  }

  /** Resolves when one more may be sent. Call once per event, one after another. */
  async take(): Promise<void> {
    while (this.#free === 0) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#free--;
  }

  /** The other side has taken `count`. */
  give(count: number): void {
    this.#free = Math.min(this.#size, this.#free + count);
    for (const wake of this.#waiting.splice(0)) wake();
  }

  /** Resolves when everything sent was taken. */
  async drained(): Promise<void> {
    while (this.#free < this.#size) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }
}
