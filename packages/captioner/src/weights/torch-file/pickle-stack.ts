/** @file The stack and the memory that a pickle's opcodes work on, with limits. */
import type { PickleValue } from "./pickle-value.ts";
import { notWeights, unsound } from "./refuse.ts";

/** Lists, dictionaries and tuples: a checkpoint with an optimiser's state has some ten thousand. */
const CONTAINERS_MAX = 500_000;
const MEMO_MAX = 1_000_000;

export class PickleStack {
  readonly #values: PickleValue[] = [];
  readonly #marks: number[] = [];
  readonly #memo = new Map<number, PickleValue>();
  #containers = 0;

  push(value: PickleValue): void {
    if (typeof value === "object" && value !== null && ++this.#containers > CONTAINERS_MAX)
      throw notWeights(`holds more than ${CONTAINERS_MAX} lists and dictionaries`);
    this.#values.push(value);
  }
  /** Pushes what is there already. */
  pushKnown(key: number): void {
    const value = this.#memo.get(key);
    if (value === undefined) throw unsound("it remembers something that was never there");
    this.#values.push(value);
  }
  mark(): void {
    this.#marks.push(this.#values.length);
  }
  pop(): PickleValue {
    // What lies below a mark is out of reach until the mark is used.
    if (this.#values.length <= (this.#marks.at(-1) ?? 0)) throw unsound("it takes more from its stack than lies there");
    return this.#values.pop()!;
  }
  popSinceMark(): PickleValue[] {
    const mark = this.#marks.pop();
    if (mark === undefined) throw unsound("it looks for a mark that was never set");
    return this.#values.splice(mark);
  }
  top(): PickleValue {
    if (this.#values.length <= (this.#marks.at(-1) ?? 0)) throw unsound("it takes more from its stack than lies there");
    return this.#values.at(-1)!;
  }
  remember(key: number = this.#memo.size): void {
    if (this.#memo.size >= MEMO_MAX) throw notWeights(`remembers more than ${MEMO_MAX} things`);
    this.#memo.set(key, this.top());
  }
}
