/** @file What each loop is doing, in a small file that `capstan runner status` and people read. */
import path from "node:path";
import { writeJson } from "./persist.ts";

export type LoopName = "claim" | "commands" | "lease" | "outbox" | "uploads" | "dataset" | "trainer";

export interface RunnerStatus {
  readonly pid: number;
  readonly endpoint: string;
  readonly startedAt: string;
  readonly updatedAt: string;
  readonly run: { readonly id: string; readonly name: string; readonly attempt: number } | null;
  readonly loops: Readonly<Partial<Record<LoopName, { readonly doing: string; readonly since: string }>>>;
}

export const statusFile = (home: string): string => path.join(home, "status.json");

export class StatusBoard {
  readonly #file: string;
  readonly #onFailure: (error: unknown) => void;
  #status: RunnerStatus;
  #timer: NodeJS.Timeout | null = null;
  #writing: Promise<void> = Promise.resolve();

  constructor(home: string, endpoint: string, onFailure: (error: unknown) => void) {
    const now = new Date().toISOString();
    this.#file = statusFile(home);
    this.#onFailure = onFailure;
    this.#status = { pid: process.pid, endpoint, startedAt: now, updatedAt: now, run: null, loops: {} };
  }

  /** `loop` now does `doing`; null when it is not at work. */
  set(loop: LoopName, doing: string | null): void {
    const { [loop]: before, ...others } = this.#status.loops;
    if (before?.doing === doing) return;
    const loops = doing === null ? others : { ...others, [loop]: { doing, since: new Date().toISOString() } };
    this.#change({ loops });
  }

  /** For the API, which shows it in the dashboard. */
  get loops(): { name: LoopName; doing: string; since: string }[] {
    return Object.entries(this.#status.loops).map(([name, { doing, since }]) => ({ name: name as LoopName, doing, since }));
  }

  setRun(run: RunnerStatus["run"]): void {
    this.#change({ run });
  }

  /** Written at most once a second: it is for people. */
  #change(change: Partial<RunnerStatus>): void {
    this.#status = { ...this.#status, ...change, updatedAt: new Date().toISOString() };
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      void this.#write();
    }, 1000).unref();
  }

  /** After the one before, which must not be what remains. */
  #write(): Promise<void> {
    this.#writing = this.#writing.then(() => writeJson(this.#file, this.#status)).catch(this.#onFailure);
    return this.#writing;
  }

  /** Says that nothing is at work. What loops still set is not written any more. */
  close(): Promise<void> {
    this.#change({ run: null, loops: {} });
    // The timer stays as it is, so that no other is set.
    clearTimeout(this.#timer!);
    return this.#write();
  }
}
