/**
 * @file Work of one kind that waits in the database: each piece in a process of its own, each worked on by one API at a time.
 *
 * Who works on a piece says so in its row by a claim, and every write asks whether the claim still holds; a heartbeat keeps the
 * other APIs off. An API that dies leaves an old heartbeat behind, and the next one takes the piece up. While this API closes it
 * lets go of what it has, so that nobody need wait.
 * Owns: the line of waiting pieces, the heartbeat, and the end of each process. Does not own: what the work is, what is written
 * of it, and what becomes of what it left behind (`kind`).
 */
import type { Logger } from "pino";

/** What the rest of the API asks for. */
export interface BackgroundWork {
  /** Begins with a piece that was just created; answers at once. */
  start(id: string): void;
  /** Nobody wants this piece any more, as its row says already: ends its process when it is ours; another API's ends with its next heartbeat. */
  drop(id: string): void;
  /** Takes up what nobody works on: once at the start, then now and then. */
  resume(): Promise<void>;
  /** Ends what is going on; the next start takes it up again. */
  close(): Promise<void>;
}

export interface Claim {
  readonly id: string;
}

/** As OrderedProcess is; what it is asked is between it and `work`. */
export interface WorkProcess {
  readonly pid: number | undefined;
  end(): Promise<void>;
}

export interface Piece<Mine extends Claim, Child, Progress> {
  readonly claim: Mine;
  readonly process: Child;
  /** Writes how far it is; while the database is away the work goes on, and when the piece is somebody else's it ends. */
  report(progress: Progress | null): Promise<void>;
}

/** What differs between kinds of work. `Child` is ended here, and nowhere else. */
export interface WorkKind<Mine extends Claim, Child extends WorkProcess, Progress> {
  /** For the log. */
  readonly name: string;
  /** Pieces that are worked on at once. */
  readonly atOnce: number;
  /** Those that nobody works on, oldest first. @param abandonedSeconds how old the last heartbeat is of a piece whose API is gone. */
  findOpen(abandonedSeconds: number): Promise<readonly { readonly id: string }[]>;
  /** @returns null when it is done, or somebody works on it. */
  claim(id: string, abandonedSeconds: number): Promise<Mine | null>;
  /** @returns false when the claim does not hold any more. */
  touch(claim: Mine, progress: Progress | null): Promise<boolean>;
  createProcess(): Child;
  /** All of the work, the last row included. What it throws goes to `fail`, after the process has ended. */
  work(piece: Piece<Mine, Child, Progress>): Promise<void>;
  /** Says in the row why it ended, or, while closing, only lets go of it; nothing when the claim does not hold any more. */
  fail(claim: Mine, error: unknown, isClosing: boolean): Promise<void>;
}

const HEARTBEAT_MS = 5_000;
const ABANDONED_SECONDS = 30;
const RESUME_EVERY_MS = 30_000;

export class ClaimedWork<Mine extends Claim, Child extends WorkProcess, Progress> implements BackgroundWork {
  // Set once.
  readonly #kind: WorkKind<Mine, Child, Progress>;
  readonly #log: Logger;
  readonly #timer: NodeJS.Timeout;
  // Guarded: a piece is in one of the two at most.
  readonly #waiting = new Set<string>();
  readonly #running = new Map<string, { process: Child | null; readonly done: Promise<void> }>();
  #isClosed = false;

  constructor(kind: WorkKind<Mine, Child, Progress>, log: Logger) {
    this.#kind = kind;
    this.#log = log;
    this.#timer = setInterval(() => void this.resume(), RESUME_EVERY_MS);
    this.#timer.unref();
  }

  /** Of the processes that work now, for whoever watches them. */
  get pids(): number[] {
    return [...this.#running.values()].flatMap(({ process }) => process?.pid ?? []);
  }

  start(id: string): void {
    if (this.#isClosed || this.#running.has(id)) return;
    this.#waiting.add(id);
    this.#next();
  }

  drop(id: string): void {
    this.#waiting.delete(id);
    void this.#running.get(id)?.process?.end();
  }

  async resume(): Promise<void> {
    try {
      for (const { id } of await this.#kind.findOpen(ABANDONED_SECONDS)) this.start(id);
    } catch (error) {
      this.#log.warn({ err: error }, `${this.#kind.name}s that nobody works on could not be looked up; trying again later`);
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearInterval(this.#timer);
    this.#waiting.clear();
    const running = [...this.#running.values()];
    await Promise.all(running.map(({ process }) => process?.end()));
    await Promise.all(running.map(({ done }) => done));
  }

  #next(): void {
    for (const id of this.#waiting) {
      if (this.#running.size >= this.#kind.atOnce) return;
      this.#waiting.delete(id);
      const done = Promise.resolve()
        .then(() => this.#take(id))
        .catch((error: unknown) => this.#log.error({ err: error, id }, `an ${this.#kind.name} could not be taken up; trying again later`))
        .finally(() => {
          this.#running.delete(id);
          if (!this.#isClosed) this.#next();
        });
      this.#running.set(id, { process: null, done });
    }
  }

  /** Does it, unless somebody else does. */
  async #take(id: string): Promise<void> {
    if (this.#isClosed) return;
    const claim = await this.#kind.claim(id, ABANDONED_SECONDS);
    if (!claim) return;
    const process = this.#kind.createProcess();
    const report = (progress: Progress | null): Promise<void> => this.#report(claim, process, progress);
    this.#running.get(id)!.process = process;
    // Closed while it was claimed: nobody else ends this process.
    if (this.#isClosed) await process.end();
    const beat = setInterval(() => void report(null), HEARTBEAT_MS);
    try {
      await this.#kind.work({ claim, process, report });
    } catch (error) {
      // What it wrote may be removed only when it writes no more.
      await process.end();
      await this.#kind.fail(claim, error, this.#isClosed);
    } finally {
      clearInterval(beat);
      await process.end();
    }
  }

  async #report(claim: Mine, process: Child, progress: Progress | null): Promise<void> {
    try {
      if (!(await this.#kind.touch(claim, progress))) await process.end();
    } catch (error) {
      this.#log.warn({ err: error, id: claim.id }, `an ${this.#kind.name}'s progress could not be written`);
    }
  }
}
