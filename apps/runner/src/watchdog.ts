/**
 * @file Notices a trainer that hangs: it lives, and says nothing for far longer than it ever needed between two words.
 *
 * Between two steps of an epoch only a step counts. Before the first step, and between epochs (validation, samples, a large
 * checkpoint), nobody knows how long the work takes: there the trainer's pulse counts too, which it sends only while it computes.
 */
import type { TrainerEvent } from "@capstan/trainer/trainer-event";
import type { Failure } from "./machine-fault.ts";

export interface WatchdogLimits {
  /** A trainer may be silent for this long whatever its steps take. */
  readonly silenceMs: number;
  /** ... and for this many of its usual steps. */
  readonly silenceSteps: number;
}

/** The usual step is the median of so many: one slow step changes nothing. */
const STEPS_JUDGED = 31;
/** Less processor time than this share of the silence is a trainer that waits, not one that computes. */
const WAITING_SHARE = 0.02;

export class Watchdog {
  readonly #limits: WatchdogLimits;
  #heardAtMs: number;
  #lastStepAtMs: number | null = null;
  #stepMs: number[] = [];
  #stepsPerEpoch = 1;
  /** Between two steps of one epoch: nothing but a step, or what comes with it, is expected. */
  #isStepping = false;

  constructor(limits: WatchdogLimits, nowMs: number) {
    this.#limits = limits;
    this.#heardAtMs = nowMs;
  }

  hear(event: TrainerEvent, nowMs: number): void {
    if (event.type === "started") this.#stepsPerEpoch = event.stepsPerEpoch;
    if (event.type === "step") {
      if (this.#isStepping && this.#lastStepAtMs !== null)
        this.#stepMs = [...this.#stepMs, nowMs - this.#lastStepAtMs].slice(-STEPS_JUDGED);
      this.#lastStepAtMs = nowMs;
      this.#isStepping = event.step % this.#stepsPerEpoch !== 0;
    }
    this.#heardAtMs = nowMs;
  }

  /** The trainer computes, although it has nothing to say. */
  hearPulse(nowMs: number): void {
    if (!this.#isStepping) this.#heardAtMs = nowMs;
  }

  /** The runner held the trainer back: its silence so far is not its own. */
  forgive(nowMs: number): void {
    this.#heardAtMs = nowMs;
    this.#lastStepAtMs = null;
  }

  /** Milliseconds that the trainer may be silent now. */
  get limitMs(): number {
    const usual = this.#stepMs.toSorted((a, b) => a - b)[Math.floor(this.#stepMs.length / 2)] ?? 0;
    return Math.max(this.#limits.silenceMs, this.#limits.silenceSteps * usual);
  }

  silenceMs(nowMs: number): number {
    return nowMs - this.#heardAtMs;
  }

  isHung(nowMs: number): boolean {
    return this.silenceMs(nowMs) > this.limitMs;
  }
}

/** What to tell people of a trainer that hung for `silenceMs`. @param computedMs processor time that it used meanwhile; null: not known. */
export function judgeSilence(silenceMs: number, computedMs: number | null): Failure {
  const seconds = Math.round(silenceMs / 1000);
  const said = `The trainer said nothing for ${seconds} s, far longer than it usually needs, so the runner ended it.`;
  const again = "The run goes on from its last checkpoint.";
  if (computedMs !== null && computedMs >= silenceMs * WAITING_SHARE) {
    const message = `${said} It was computing all the while (${Math.round(computedMs / 1000)} s of processor time).`;
    return {
      blame: "ours",
      code: "TRAINER_HUNG",
      message,
      advice: `${again} If steps really take so long here, raise HUNG_SECONDS on the runner; if not, report it with the runner's log.`,
    };
  }
  const waited = computedMs === null ? "" : " It was not computing: it waited for the GPU, the disk or a linked folder.";
  return {
    blame: "machine",
    code: "TRAINER_HUNG",
    message: `${said}${waited}`,
    advice: `${again} Look at the machine: nvidia-smi and dmesg name a lost GPU or a broken disk, mount shows a lost network folder.`,
  };
}
