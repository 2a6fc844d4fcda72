/** @file How long a training still takes, from how long its steps took lately, validations and checkpoints included. */

/** Steps are weighed over about this long, so that one slow epoch neither hides nor rules. */
const WINDOW_MS = 120_000;

export class Eta {
  #marks: { step: number; atMs: number }[] = [];
  #totalSteps: number | null = null;

  start(step: number, totalSteps: number, atMs: number): void {
    this.#totalSteps = totalSteps;
    this.#marks = [{ step, atMs }];
  }

  /** @returns seconds left after `step`, or null before there is anything to judge by. */
  after(step: number, atMs: number): number | null {
    const newest = this.#marks.at(-1);
    // A mark a second is enough.
    if (!newest || atMs - newest.atMs >= 1000) this.#marks.push({ step, atMs });
    while (this.#marks.length > 2 && atMs - this.#marks[0]!.atMs > WINDOW_MS) this.#marks.shift();
    const oldest = this.#marks[0]!;
    if (this.#totalSteps === null || step <= oldest.step || atMs <= oldest.atMs) return null;
    const msPerStep = (atMs - oldest.atMs) / (step - oldest.step);
    return (Math.max(0, this.#totalSteps - step) * msPerStep) / 1000;
  }
}
