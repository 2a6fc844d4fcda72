/**
 * @file A child process that does one order and ends: what it says, as calls. Its program calls serveOrder.
 *
 *   started --run--> working --done | failed--> ended        (end: told to break off, killed when it does not)
 */
import { fork, type ChildProcess } from "node:child_process";
import os from "node:os";
import { childEnvironment } from "./child-environment.ts";
import { errorOf } from "./child-messages.ts";
import type { FromOrdered, ToOrdered } from "./order-messages.ts";
import { keepLastWords, ProcessEnded, type ProcessLimits, watchLimits } from "./process-limits.ts";

export interface OrderedProcessOptions {
  /** For messages. */
  readonly name: string;
  /** The program; it calls serveOrder. */
  readonly program: URL;
  readonly heapMib?: number;
  /** Killed beyond them; none when left out. */
  readonly limits?: ProcessLimits;
  /** Somebody waits for it at the screen: it runs beside the API and captions, not behind them. */
  readonly isUrgent?: boolean;
}

const END_MS = 5_000;
const NICE = 10;

export class OrderedProcess<Order, Event, Outcome> {
  readonly #options: OrderedProcessOptions;
  readonly #child: ChildProcess;
  readonly #ended: Promise<void>;
  readonly #lastWords: () => string;
  #endedBy: "timeout" | "memory" | "closed" | null = null;

  /** Starts at once, and waits for its order. */
  constructor(options: OrderedProcessOptions) {
    const { program, heapMib, isUrgent } = options;
    this.#options = options;
    const execArgv = heapMib === undefined ? [] : [`--max-old-space-size=${heapMib}`];
    this.#child = fork(program, {
      env: { ...childEnvironment(), OMP_WAIT_POLICY: "passive" },
      execArgv,
      stdio: ["ignore", "ignore", "pipe", "ipc"],
    });
    this.#lastWords = keepLastWords(this.#child.stderr!);
    if (this.#child.pid !== undefined && !isUrgent) os.setPriority(this.#child.pid, NICE);
    this.#ended = new Promise((resolve) => this.#child.once("close", () => resolve()).once("error", () => resolve()));
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /**
   * @param hear called for each event; an event that the child waits for is answered when this is done, and what it throws ends the order.
   * @throws {AppError} in words for people; {ProcessEnded} when the process dies; {Error} for a fault of ours.
   */
  async run(order: Order, hear: (event: Event) => void | Promise<void> = () => {}): Promise<Outcome> {
    const { name, limits } = this.#options;
    const child = this.#child;
    const stop = limits && child.pid !== undefined ? watchLimits(child.pid, limits, (why) => this.#kill(why)) : () => {};
    try {
      return await new Promise<Outcome>((resolve, reject) => {
        child.on("error", reject);
        // Also when it has ended before it got its order.
        void this.#ended.then(() => reject(new ProcessEnded(name, this.#endedBy ?? "crash", this.#lastWords())));
        child.on("message", (message: FromOrdered<Event, Outcome>) => {
          if (message.type === "event") this.#take(message, hear).catch(reject);
          else if (message.type === "done") resolve(message.outcome);
          else reject(errorOf(message.failure));
        });
        this.#send({ type: "order", order });
      });
    } finally {
      stop();
    }
  }

  /** Ends the process, which tidies up when it is given the time. */
  async end(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    this.#endedBy ??= "closed";
    this.#send({ type: "abort" });
    const overdue = setTimeout(() => this.#child.kill("SIGKILL"), END_MS);
    await this.#ended;
    clearTimeout(overdue);
  }

  async #take(
    { number, event }: { readonly number: number; readonly event: Event },
    hear: (event: Event) => void | Promise<void>,
  ): Promise<void> {
    await hear(event);
    this.#send({ type: "heard", number });
  }

  #kill(why: "timeout" | "memory"): void {
    this.#endedBy ??= why;
    this.#child.kill("SIGKILL");
  }

  #send(message: ToOrdered<Order>): void {
    if (this.#child.connected) this.#child.send(message as object, () => {});
  }
}
