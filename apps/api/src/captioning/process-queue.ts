/** @file Requests waiting for the next idle process of several. */
import { AppError } from "@capstan/run/error-code";
import { KeptProcess, type KeptProcessOptions } from "./kept-process.ts";

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
  readonly resolve: (reply: Promise<Reply>) => void;
  readonly overdue: NodeJS.Timeout;
}

export class ProcessQueue<Request, Reply> {
  readonly #options: ProcessQueueOptions;
  #processes: KeptProcess<Request, Reply>[] = [];
  readonly #lastKind = new Map<KeptProcess<Request, Reply>, string>();
  #waiting: Waiting<Request, Reply>[] = [];
  #isClosed = false;

  constructor(options: ProcessQueueOptions) {
    this.#options = options;
  }

  /** Starts the processes, unless they run; the first request does so, too. */
  start(): void {
    if (this.#isClosed || this.#processes.length > 0) return;
    this.#processes = Array.from({ length: this.#options.processes }, () => new KeptProcess<Request, Reply>(this.#options, () => this.#next()));
  }

  get pids(): number[] {
    return this.#processes.flatMap(({ pid }) => pid ?? []);
  }

  /** @throws {AppError} RATE_LIMITED when too many wait, or none became idle in time; and what KeptProcess.ask throws. */
  ask(request: Request, kind = ""): Promise<Reply> {
    if (this.#isClosed) return Promise.reject(busy("The server is shutting down. Send the picture again in a few seconds."));
    if (this.#waiting.length >= this.#options.waitingMax)
      return Promise.reject(busy(`${this.#waiting.length} pictures are waiting already. Send fewer at a time, or try again in a few seconds.`));
    this.start();
    return new Promise<Reply>((resolve) => {
      const overdue = setTimeout(() => this.#giveUp(waiting), this.#options.waitMsMax);
      const waiting: Waiting<Request, Reply> = { request, kind, resolve, overdue };
      this.#waiting.push(waiting);
      this.#next();
    });
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    for (const waiting of this.#waiting) this.#refuse(waiting, "The server is shutting down. Send the picture again in a few seconds.");
    this.#waiting = [];
    await Promise.all(this.#processes.map((process) => process.close()));
  }

  #next(): void {
    for (let waiting = this.#waiting[0]; waiting; waiting = this.#waiting[0]) {
      const { request, kind } = waiting;
      const idle = this.#processes.filter(({ isIdle }) => isIdle);
      const chosen = idle.find((process) => this.#lastKind.get(process) === kind) ?? idle[0];
      if (!chosen) return;
      this.#waiting.shift();
      clearTimeout(waiting.overdue);
      this.#lastKind.set(chosen, kind);
      waiting.resolve(chosen.ask(request));
    }
  }

  #giveUp(waiting: Waiting<Request, Reply>): void {
    this.#waiting = this.#waiting.filter((other) => other !== waiting);
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
