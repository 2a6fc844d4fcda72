/**
 * @file Between the trainer and the spool: gathers events for up to a second, then makes them one durable report.
 *
 * `accept` resolves late while the spool is full; the trainer waits for it, so training pauses and nothing is dropped.
 */
import { REPORT_EVERY_MS } from "@capstan/run/protocol";
import type { TrainerEvent } from "@capstan/trainer/trainer-event";
import { Eta } from "./eta.ts";
import { ReportBatch } from "./report-batch.ts";
import type { Spool } from "./spool.ts";

/** These are news that somebody waits for. */
const URGENT: ReadonlySet<TrainerEvent["type"]> = new Set(["started", "epoch", "checkpoint", "finished", "failed"]);

export class Reporter {
  // dependencies
  readonly #spool: Spool;
  readonly #signal: AbortSignal;
  readonly #onFailure: (error: unknown) => void;
  // guarded: the batch being gathered and the timer that ends it
  readonly #batch = new ReportBatch();
  readonly #eta = new Eta();
  #timer: NodeJS.Timeout | null = null;
  #flushing: Promise<number> = Promise.resolve(-1);
  /** The API may ask for reports further apart. */
  flushAfterMs = REPORT_EVERY_MS;

  /** `onFailure` is called when the timer's write fails for another reason than a full disk. */
  constructor(spool: Spool, signal: AbortSignal, onFailure: (error: unknown) => void) {
    this.#spool = spool;
    this.#signal = signal;
    this.#onFailure = onFailure;
  }

  /** Resolves when the trainer may go on. */
  async accept(event: TrainerEvent): Promise<void> {
    const nowMs = performance.now();
    if (event.type === "started") this.#eta.start(event.step, event.totalSteps, nowMs);
    const etaSeconds = event.type === "step" ? this.#eta.after(event.step, nowMs) : null;
    this.#batch.add(event, etaSeconds, new Date());
    if (URGENT.has(event.type) || this.#batch.isFull) await this.flush();
    else this.#schedule();
    if (this.#spool.isFull) await this.flush();
  }

  /** A line of the runner's own in the run's log. */
  note(level: "INFO" | "WARNING" | "ERROR", message: string): void {
    this.#batch.log(level, message, new Date());
    this.#schedule();
  }

  #schedule(): void {
    this.#timer ??= setTimeout(
      () => {
        this.flush().catch(this.#onFailure);
      },
      Math.min(Math.max(this.flushAfterMs, 50), 5000),
    );
  }

  /** Makes everything accepted so far durable. @returns the last report's sequence, -1 when there never was one. */
  flush(): Promise<number> {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    this.#flushing = this.#flushing.then(async () => {
      const body = this.#batch.take();
      if (body !== null) await this.#spool.append(body, this.#signal);
      return this.#spool.nextSequence - 1;
    });
    return this.#flushing;
  }
}
