/**
 * @file A child process that is kept alive: started again when it dies, killed when it takes too long or too much memory.
 *
 *   starting --ready--> idle --ask--> busy --reply--> idle
 *       ^                 |             |
 *       +---- it died: a new one, later after each failed start        (closed: it stays dead)
 */
import { fork, type ChildProcess } from "node:child_process";
import type { Logger } from "pino";
import { childEnvironment } from "./child-environment.ts";
import { errorOf, type FromChild, type ToChild } from "./child-messages.ts";
import { keepLastWords, ProcessEnded, type ProcessLimits, watchLimits } from "./process-limits.ts";

/** The limits are those of one request. */
export interface KeptProcessOptions extends ProcessLimits {
  /** For the log. */
  readonly name: string;
  /** The program; it calls serveParent. */
  readonly program: URL;
  readonly args?: readonly string[];
  readonly log: Logger;
}

const START_TIMEOUT_MS = 60_000;
const RESTART_MS = 100;
const RESTART_MS_MAX = 5_000;
const CLOSE_MS = 3_000;

interface Pending<Reply> {
  resolve(reply: Reply): void;
  reject(error: Error): void;
}

export class KeptProcess<Request, Reply> {
  readonly #options: KeptProcessOptions;
  readonly #onIdle: () => void;
  #child: ChildProcess | null = null;
  #isReady = false;
  #pending: Pending<Reply> | null = null;
  /** Ends the watch over the request that is answered now. */
  #stopWatch: () => void = () => {};
  #restart: NodeJS.Timeout | undefined;
  #failedStarts = 0;
  /** Why we killed it, when we did. */
  #killedFor: "timeout" | "memory" | null = null;
  #isClosed = false;

  /** Starts at once. @param onIdle called whenever a request can be taken. */
  constructor(options: KeptProcessOptions, onIdle: () => void) {
    this.#options = options;
    this.#onIdle = onIdle;
    this.#start();
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }
  get isIdle(): boolean {
    return this.#isReady && this.#pending === null && !this.#isClosed;
  }
  /** False from the first failed start until one works. */
  get startsWell(): boolean {
    return this.#failedStarts === 0;
  }

  /** One at a time: only while isIdle. @throws {ProcessEnded}; {AppError} when the child says so. */
  ask(request: Request): Promise<Reply> {
    if (!this.isIdle) throw new Error(`The ${this.#options.name} process is not idle.`);
    return new Promise<Reply>((resolve, reject) => {
      this.#pending = { resolve, reject };
      const child = this.#child!;
      // Without an id it did not start, and "close" says so.
      if (child.pid !== undefined) this.#stopWatch = watchLimits(child.pid, this.#options, (why) => this.#kill(why));
      const message: ToChild<Request> = { type: "request", request };
      child.send(message as object, (error) => {
        if (error) this.#child?.kill("SIGKILL");
      });
    });
  }

  /** Ends the process; a request that it works on fails when it is not done within a few seconds. */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#restart);
    const child = this.#child;
    if (!child) return;
    const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
    const overdue = setTimeout(() => child.kill("SIGKILL"), CLOSE_MS);
    if (child.connected) child.send({ type: "close" } satisfies ToChild<never>, () => {});
    else child.kill("SIGKILL");
    await ended;
    clearTimeout(overdue);
  }

  #start(): void {
    const { program, args = [], name, log } = this.#options;
    this.#killedFor = null;
    const child = fork(program, [...args], {
      env: childEnvironment(),
      execArgv: [],
      serialization: "advanced",
      stdio: ["ignore", "ignore", "pipe", "ipc"],
    });
    this.#child = child;
    const lastWords = keepLastWords(child.stderr!);
    const tooSlow = setTimeout(() => child.kill("SIGKILL"), START_TIMEOUT_MS);
    child.on("message", (message: FromChild<Reply>) => {
      clearTimeout(tooSlow);
      this.#hear(message);
    });
    child.on("error", (error) => log.warn({ process: name, err: error }, "child process"));
    child.on("close", (code, signal) => {
      clearTimeout(tooSlow);
      this.#ended({ code, signal, lastWords: lastWords() });
    });
  }

  #hear(message: FromChild<Reply>): void {
    if (message.type === "ready") {
      this.#isReady = true;
      this.#failedStarts = 0;
      this.#options.log.info({ process: this.#options.name, pid: this.pid, about: message.about }, "child process ready");
    } else {
      const pending = this.#settle();
      if (message.type === "reply") pending?.resolve(message.reply);
      else pending?.reject(errorOf(message.failure));
    }
    this.#onIdle();
  }

  #settle(): Pending<Reply> | null {
    this.#stopWatch();
    const pending = this.#pending;
    this.#pending = null;
    return pending;
  }

  #ended(how: { code: number | null; signal: string | null; lastWords: string }): void {
    const { name, log } = this.#options;
    if (!this.#isReady) this.#failedStarts++;
    this.#isReady = false;
    this.#child = null;
    const why = this.#isClosed ? "closed" : (this.#killedFor ?? "crash");
    this.#settle()?.reject(new ProcessEnded(name, why));
    if (this.#isClosed) return;
    log.warn({ process: name, why, ...how }, "child process ended; starting another");
    const wait = this.#failedStarts === 0 ? 0 : Math.min(RESTART_MS_MAX, RESTART_MS * 2 ** this.#failedStarts);
    this.#restart = setTimeout(() => this.#start(), wait);
    this.#onIdle();
  }

  #kill(why: "timeout" | "memory"): void {
    this.#killedFor ??= why;
    this.#child?.kill("SIGKILL");
  }
}
