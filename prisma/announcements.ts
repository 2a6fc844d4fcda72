/**
 * @file Word of changed runs, sent after their transactions and for many at once (docs/adr/0006-word-after-the-commit.md).
 *
 * What is lost with a process that dies between a commit and its word costs subscribers time and nothing else: they look at
 * the table every half a minute, as they do for any word that is lost.
 */
import type pg from "pg";

export interface ChangedRun {
  readonly teamId: string;
  readonly id: string;
}

/** Subscribers take ten changes a second, so they do not notice; five hundred claims a second are fifty messages. */
const PAUSE_MS = 20;
/** After a failure: the database may be away. */
const RETRY_MS = 1_000;

const SEND = { name: "announce_runs", text: "SELECT pg_notify('capstan', word) FROM unnest($1::text[]) word" };

export class Announcements {
  readonly #ask: (query: pg.QueryConfig) => Promise<unknown>;
  #waiting = new Set<string>();
  #sending: Promise<void> | null = null;
  #isClosed = false;

  /** @param ask asks the database, on any connection. */
  constructor(ask: (query: pg.QueryConfig) => Promise<unknown>) {
    this.#ask = ask;
  }

  /** Sends word of the run, at once when nothing was sent just before. */
  add({ teamId, id }: ChangedRun): void {
    this.#waiting.add(`run:${teamId}:${id}`);
    this.#sending ??= this.#send();
  }

  /** Resolves when what was added is sent, or cannot be. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#sending;
  }

  async #send(): Promise<void> {
    while (this.#waiting.size > 0) {
      const words = this.#waiting;
      this.#waiting = new Set();
      const isSent = await this.#ask({ ...SEND, values: [[...words]] }).then(
        () => true,
        () => false,
      );
      if (!isSent) for (const word of words) this.#waiting.add(word);
      if (this.#isClosed && !isSent) return;
      await new Promise((resolve) => setTimeout(resolve, isSent ? PAUSE_MS : RETRY_MS));
    }
    this.#sending = null;
  }
}
