/** @file The runner's side of the trainer process: starts it, takes its events in order, passes requests on, sees it end. */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { ENGINE_ARGUMENTS } from "@capstan/engine/process-arguments";
import { TRAINER_KILL_MS } from "@capstan/run/protocol";
import type { RunRequest } from "@capstan/run/status";
import type { TrainerEvent } from "@capstan/trainer/trainer-event";
import type { Failure } from "./machine-fault.ts";
import { processorTimeMs } from "./processor-time.ts";
import { judgeExit, outOfMemoryKills } from "./trainer-exit.ts";
import type { Assignment, FromTrainer, ToTrainer } from "./trainer-message.ts";
import { judgeSilence, Watchdog, type WatchdogLimits } from "./watchdog.ts";

const PROGRAM = fileURLToPath(new URL("./trainer-process.ts", import.meta.url));
const STDERR_BYTES = 16 * 1024;
/** How often the watchdog looks. */
const WATCH_MS = 5_000;

export interface TrainerOptions {
  readonly assignment: Assignment;
  readonly env: NodeJS.ProcessEnv;
  /** Called for each event, one after another; the trainer is held back while these are slow. A rejection kills it. */
  readonly onEvent: (event: TrainerEvent) => Promise<void>;
  readonly onOutput: (line: string) => void;
  /** A trainer that is silent for longer is ended, and counts as failed. */
  readonly hung: WatchdogLimits;
  /** The program to start instead, for tests. */
  readonly program?: string;
}

/** `finished` and `failed` are the trainer's own words or, when it said nothing, what its exit shows; `killed` was our doing. */
export type TrainerEnd = Extract<TrainerEvent, { type: "finished" | "failed" }> | { readonly type: "killed" };

export class Trainer {
  readonly #child: ChildProcess;
  readonly ended: Promise<TrainerEnd>;
  #isKilled = false;
  #last: TrainerEnd | null = null;
  #stderr = "";
  #failure: unknown = null;
  /** Events are handled strictly in the order they came. */
  #handling: Promise<void> = Promise.resolve();
  /** Events that came and are not handled yet. */
  #unhandled = 0;
  readonly #watchdog: Watchdog;
  readonly #watching: NodeJS.Timeout;
  #watchedAtMs = performance.now();
  /** Processor time that the trainer had used when it was heard last. */
  #computedMs: number | null = null;
  #hung: Failure | null = null;

  constructor({ assignment, env, onEvent, onOutput, hung, program = PROGRAM }: TrainerOptions) {
    const killsBefore = outOfMemoryKills();
    this.#child = fork(program, [assignment.runId], {
      env,
      execArgv: [...process.execArgv, ...ENGINE_ARGUMENTS],
      stdio: ["ignore", "pipe", "pipe", "ipc"],
      serialization: "json",
    });
    this.#child.stdout!.on("data", (chunk: Buffer) => onOutput(chunk.toString().trimEnd()));
    this.#child.stderr!.on("data", (chunk: Buffer) => {
      this.#stderr = (this.#stderr + chunk.toString()).slice(-STDERR_BYTES);
      onOutput(chunk.toString().trimEnd());
    });
    this.#watchdog = new Watchdog(hung, performance.now());
    const watchEveryMs = Math.min(hung.silenceMs / 4, WATCH_MS);
    this.#watching = setInterval(() => this.#watch(watchEveryMs), watchEveryMs).unref();
    this.#child.on("message", (message: FromTrainer) => {
      if (message.type === "pulse") return this.#watchdog.hearPulse(performance.now());
      this.#watchdog.hear(message.event, performance.now());
      this.#computedMs = this.pid === undefined ? null : processorTimeMs(this.pid);
      this.#unhandled++;
      this.#handling = this.#handling.then(() => this.#handle(message.event, onEvent)).finally(() => this.#unhandled--);
    });
    this.ended = once(this.#child, "close").then(async ([code, signal]: unknown[]) => {
      clearInterval(this.#watching);
      await this.#handling;
      if (this.#failure) throw this.#failure;
      if (this.#last) return this.#last;
      if (this.#hung) return { type: "failed", ...this.#hung };
      if (this.#isKilled) return { type: "killed" };
      const outOfMemory = outOfMemoryKills() > killsBefore;
      return {
        type: "failed",
        ...judgeExit({ code: code as number | null, signal: signal as NodeJS.Signals | null, stderr: this.#stderr, outOfMemory }),
      };
    });
    this.#send({ type: "start", assignment });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  #watch(everyMs: number): void {
    const nowMs = performance.now();
    const sinceMs = nowMs - this.#watchedAtMs;
    this.#watchedAtMs = nowMs;
    // While we take our time with its events, as with a full spool, the trainer waits for us; and after a stop of our own
    // process, what it said meanwhile is still to be read.
    if (this.#unhandled > 0 || sinceMs > 3 * everyMs) return this.#watchdog.forgive(nowMs);
    if (this.#last || this.#isKilled || !this.#watchdog.isHung(nowMs)) return;
    const computedMs = this.pid === undefined ? null : processorTimeMs(this.pid);
    this.#hung = judgeSilence(
      this.#watchdog.silenceMs(nowMs),
      computedMs === null || this.#computedMs === null ? null : computedMs - this.#computedMs,
    );
    this.kill();
  }

  async #handle(event: TrainerEvent, onEvent: TrainerOptions["onEvent"]): Promise<void> {
    // After a kill, what is still in the channel belongs to nobody.
    if (this.#isKilled || this.#failure) return;
    try {
      if (event.type === "finished" || event.type === "failed") this.#last = event;
      await onEvent(event);
      this.#send({ type: "taken", count: 1 });
    } catch (error) {
      this.#failure = error;
      this.kill();
    }
  }

  /** Passes a request on; for CANCEL, nothing of the step is wanted, so a trainer that does not end by itself is killed. */
  request(request: RunRequest): void {
    this.#send({ type: "request", request });
    if (request === "CANCEL") setTimeout(() => this.kill(), TRAINER_KILL_MS).unref();
  }

  /** Ends it now. */
  kill(): void {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    this.#isKilled = true;
    this.#child.kill("SIGKILL");
  }

  #send(message: ToTrainer): void {
    // A trainer that just ended is not an error here: `ended` tells.
    if (this.#child.connected) this.#child.send(message, () => undefined);
  }
}
