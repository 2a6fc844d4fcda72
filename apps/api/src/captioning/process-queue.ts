/**
 * @file Requests waiting for the next idle process of several. Teams take turns: one that sends a thousand pictures does not
 * keep another's first one waiting, and when the queue is full it is the longest line that gives way.
 */
import { AppError } from "@capstan/run/error-code";
import { KeptProcess, type KeptProcessOptions } from "../process/kept-process.ts";

export interface ProcessQueueOptions extends KeptProcessOptions {
  readonly processes: number;
  /** Requests that may wait; more are refused. */
  readonly waitingMax: number;
  /** A request that found no idle process by then is refused. */
  readonly waitMsMax: number;
}

interface Waiting<Request, Reply> {
  readonly request: Request;
  /** Requests of one kind are best given to the process that had the last one. */
  readonly kind: string;
  /** Whose it is. */
  readonly owner: string;
  readonly resolve: (reply: Promise<Reply>) => void;
  readonly overdue: NodeJS.Timeout;
}

export interface AskOptions {
  /** Requests of one kind are best given to the process that had the last one. */
  readonly kind?: string;
  /** Whose it is: owners take turns. */
  readonly owner?: string;
}

export class ProcessQueue<Request, Reply> {
  readonly #options: ProcessQueueOptions;
  #processes: KeptProcess<Request, Reply>[] = [];
  readonly #lastKind = new Map<KeptProcess<Request, Reply>, string>();
  /** By owner, in the order of their turns: who had one goes to the end. */
  readonly #lines = new Map<string, Waiting<Request, Reply>[]>();
  #isClosed = false;

  constructor(options: ProcessQueueOptions) {
    this.#options = options;
  }

  /** Starts the processes, unless they run; the first request does so, too. */
  start(): void {
    if (this.#isClosed || this.#processes.length > 0) return;
    this.#processes = Array.from(
      { length: this.#options.processes },
      () => new KeptProcess<Request, Reply>(this.#options, () => this.#next()),
    );
  }

  get pids(): number[] {
    return this.#processes.flatMap(({ pid }) => pid ?? []);
  }

  get waitingCount(): number {
    let count = 0;
    for (const line of this.#lines.values()) count += line.length;
    return count;
  }

  /** @throws {AppError} RATE_LIMITED when too many wait, or none became idle in time; and what KeptProcess.ask throws. */
  ask(request: Request, { kind = "", owner = "" }: AskOptions = {}): Promise<Reply> {
    if (this.#isClosed) return Promise.reject(busy("The server is shutting down. Send the picture again in a few seconds."));
    if (!this.#hasRoomFor(owner))
      return Promise.reject(
        busy(`${this.waitingCount} pictures are waiting already. Send fewer at a time, or try again in a few seconds.`),
      );
    this.start();
    return new Promise<Reply>((resolve) => {
      const overdue = setTimeout(() => this.#giveUp(waiting), this.#options.waitMsMax);
      const waiting: Waiting<Request, Reply> = { request, kind, owner, resolve, overdue };
      this.#lines.set(owner, [...(this.#lines.get(owner) ?? []), waiting]);
      this.#next();
    });
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    for (const line of this.#lines.values())
      for (const waiting of line) this.#refuse(waiting, "The server is shutting down. Send the picture again in a few seconds.");
    this.#lines.clear();
    await Promise.all(this.#processes.map((process) => process.close()));
  }

  /** Makes room, when all of it is taken, at the end of a line that is longer than the owner's would be. */
  #hasRoomFor(owner: string): boolean {
    if (this.waitingCount < this.#options.waitingMax) return true;
    const longest = [...this.#lines.values()].reduce((a, b) => (b.length > a.length ? b : a), []);
    if (longest.length <= (this.#lines.get(owner)?.length ?? 0) + 1) return false;
    const last = longest.at(-1)!;
    this.#remove(last);
    this.#refuse(
      last,
      "Others wait, too, and your team has the most pictures in the queue. Send fewer at a time, or try again in a few seconds.",
    );
    return true;
  }

  #remove(waiting: Waiting<Request, Reply>): void {
    const line = this.#lines.get(waiting.owner)?.filter((other) => other !== waiting) ?? [];
    if (line.length > 0) this.#lines.set(waiting.owner, line);
    else this.#lines.delete(waiting.owner);
  }

  #next(): void {
    for (let turn = this.#lines.entries().next(); !turn.done; turn = this.#lines.entries().next()) {
      const [owner, [waiting, ...rest]] = turn.value;
      const { request, kind, overdue, resolve } = waiting!;
      const idle = this.#processes.filter(({ isIdle }) => isIdle);
      const chosen = idle.find((process) => this.#lastKind.get(process) === kind) ?? idle[0];
      if (!chosen) return;
      this.#lines.delete(owner);
      if (rest.length > 0) this.#lines.set(owner, rest);
      clearTimeout(overdue);
      this.#lastKind.set(chosen, kind);
      resolve(chosen.ask(request));
    }
  }

  #giveUp(waiting: Waiting<Request, Reply>): void {
    this.#remove(waiting);
    const advice = this.#processes.some(({ startsWell }) => startsWell)
      ? "All caption processes are busy. Try again in a few seconds."
      : "The caption processes do not start on this server: its log says why. Tell whoever runs it.";
    this.#refuse(waiting, advice);
  }

  #refuse(waiting: Waiting<Request, Reply>, message: string): void {
    clearTimeout(waiting.overdue);
    waiting.resolve(Promise.reject(busy(message)));
  }
}

const busy = (message: string): AppError => new AppError("RATE_LIMITED", message);
