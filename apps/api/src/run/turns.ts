/**
 * @file One at a time within this process. What a team queues and claims waits for the team's row anyway; waiting here, before
 * it has taken a connection, it leaves the connections to calls that can go on.
 */

export class Turns {
  readonly #last = new Map<string, Promise<unknown>>();

  /** Runs `work` when all earlier work under `key` has ended, well or not. */
  async take<Result>(key: string, work: () => Promise<Result>): Promise<Result> {
    const before = this.#last.get(key) ?? Promise.resolve();
    const mine = before.then(work, work);
    const settled = mine.catch(() => {});
    this.#last.set(key, settled);
    try {
      return await mine;
    } finally {
      if (this.#last.get(key) === settled) this.#last.delete(key);
    }
  }
}

/** By team: queueing and claiming. */
export const teamTurns = new Turns();
