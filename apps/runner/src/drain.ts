/**
 * @file Draining: the run is given back in order, within a deadline. The runner's program ends, or somebody drained it.
 *
 *   0 ---- the step ends, the checkpoint is written ---- 2/3 ---- upload, release ---- deadline
 *                              (past this the trainer is ended: its steps since the last checkpoint are trained again)
 */

/** The runner's program was told to end. */
export const SHUTTING_DOWN = "The runner is shutting down.";
/** Somebody drained the runner in the dashboard. */
export const DRAINED = "Somebody drained the runner.";

/** A third of the time is kept for the upload and the release. */
const TRAINER_SHARE = 0.66;
/** A little is always left for what is almost there. */
const LEFT_MS_MIN = 3000;

/** What an abort of a drain's signal carries, so that whoever gives the run back can say why. */
export const drainReason = (why: string): DOMException => new DOMException(why, "AbortError");
export const whyDraining = (drain: AbortSignal): string =>
  (drain.reason as Error | undefined)?.message === DRAINED ? DRAINED : SHUTTING_DOWN;

export class DrainClock {
  readonly #signal: AbortSignal;
  readonly #limitMs: number;
  readonly #late = new AbortController();
  /** Monotonic; null until it begins. */
  #sinceMs: number | null = null;

  /** Runs from the moment that `signal` aborts; `over` ends it. */
  constructor(signal: AbortSignal, limitMs: number, over: AbortSignal) {
    this.#signal = signal;
    this.#limitMs = limitMs;
    this.onBegin(() => {
      this.#sinceMs = performance.now();
      setTimeout(() => this.#late.abort(), Math.max(LEFT_MS_MIN, limitMs)).unref();
    }, over);
  }

  /** Calls `begin` once: now, when it drains already. */
  onBegin(begin: () => void, over: AbortSignal): void {
    if (this.#signal.aborted) begin();
    else this.#signal.addEventListener("abort", begin, { once: true, signal: over });
  }

  get isDraining(): boolean {
    return this.#sinceMs !== null;
  }
  /** Aborts at the deadline. */
  get deadline(): AbortSignal {
    return this.#late.signal;
  }
  /** How long the trainer may still take. */
  get trainerMs(): number {
    return this.#limitMs * TRAINER_SHARE;
  }
}

/** For the run's log: why it is given back, and what is trained again. */
export function describeRelease(why: string, { step, safeStep }: { readonly step: number; readonly safeStep: number }): string {
  const again = step - safeStep;
  if (again <= 0) return why;
  const from = safeStep > 0 ? `after step ${safeStep}` : "from the start";
  return `${why} ${again === 1 ? "One step" : `${again} steps`} ${from} will be trained again.`;
}
