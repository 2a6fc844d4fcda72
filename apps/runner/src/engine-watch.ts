/**
 * @file Whether anything computes here, looked into again whenever there is reason to doubt it. A machine that can train nothing
 * is always free: it would take one run after another and fail them all, while the machines that can train are busy.
 */
import type { EngineSummary } from "@capstan/engine/engine-summary";
import type { EngineFound } from "./find-engine.ts";
import type { EngineInput } from "./graphql/documents.generated.ts";
import type { Logger } from "./log.ts";
import type { Failure } from "./machine-fault.ts";
import type { StatusBoard } from "./status-board.ts";

/** A GPU that somebody brings back, or a library that somebody installs, is found within a minute. */
const LOOK_AGAIN_MS = 60_000;

export interface EngineWatchOptions {
  /** Looks for an engine, in a process of its own. */
  readonly find: (signal: AbortSignal) => Promise<EngineFound>;
  readonly board: Pick<StatusBoard, "set">;
  readonly log: Logger;
  readonly lookAgainMs?: number;
}

const inputOf = (engine: EngineSummary): EngineInput => ({ ...engine, notUsed: [...engine.notUsed] });

export class EngineWatch {
  readonly #options: EngineWatchOptions;
  #engine: EngineInput | null = null;
  #cannotTrain: string | null = null;
  /** When to look for an engine, by performance.now(). Never, while nothing speaks against the one that was found. */
  #lookAtMs = 0;

  constructor(options: EngineWatchOptions) {
    this.#options = options;
  }

  /** For the API: what computes here, or why nothing does. */
  get about(): { readonly engine: EngineInput | null; readonly cannotTrain: string | null } {
    return { engine: this.#engine, cannotTrain: this.#cannotTrain };
  }

  /** A trainer's word counts: it knows its model's size, and what worked when the runner started may have gone. */
  used(engine: EngineInput): void {
    this.#engine = engine;
  }

  /** An attempt failed. What was the run's own fault says nothing of the machine. */
  failed({ blame }: Pick<Failure, "blame">): void {
    if (blame !== "yours") this.#lookAtMs = 0;
  }

  /** Looks for an engine if it is time to. Between runs only: a trainer has a GPU's memory to itself. */
  async look(signal: AbortSignal): Promise<void> {
    if (performance.now() < this.#lookAtMs) return;
    const { find, board, log, lookAgainMs = LOOK_AGAIN_MS } = this.#options;
    const before = this.about;
    const { engine, failure } = await find(signal);
    if (signal.aborted) return;
    this.#lookAtMs = engine ? Infinity : performance.now() + lookAgainMs;
    this.#cannotTrain = failure;
    if (engine === null) {
      this.#engine = null;
      board.set("trainer", `no engine computes here: ${failure}`);
      // Said when it changes: a GPU that is away for a night is one line.
      if (before.cannotTrain !== failure)
        log.error(`no engine computes here, so this runner takes no run until that is mended: ${failure}`);
      return;
    }
    board.set("trainer", null);
    // What a trainer said of the same one is more.
    if (before.engine?.name === engine.name && before.engine.device === engine.device) return;
    this.#engine = inputOf(engine);
    log.info(
      { engine: engine.name, device: engine.device, precision: engine.precision, threads: engine.threads },
      `computes with ${engine.name}: ${engine.device}, ${engine.precision}`,
    );
    for (const reason of engine.notUsed) log.info(`not used, ${reason}`);
  }

  /** How long a run may be waited for: to the end, or until it is time to look again. */
  patience(signal: AbortSignal): AbortSignal {
    if (this.#lookAtMs === Infinity) return signal;
    return AbortSignal.any([signal, AbortSignal.timeout(Math.max(0, Math.ceil(this.#lookAtMs - performance.now())))]);
  }
}
