/** @file What a training is given. */
import type { EngineSummary } from "@capstan/engine/engine-summary";
import type { RunRequest } from "@capstan/run/status";
import type { RunSource } from "./prepare-run.ts";
import type { TrainerEvent } from "./trainer-event.ts";

export interface TrainOptions extends RunSource {
  /** Checkpoints are written below it, each in a folder of its own. Whoever receives their events decides when one may go. */
  readonly folder: string;
  /** Where training_log_....txt and history.json are written; `logs` below `folder` by default. */
  readonly logFolder?: string;
  /** What `prepareEngine` returned; without it the trainer prepares the engine that suits this machine. */
  readonly engine?: EngineSummary;
  /** Awaited: a receiver that is slow slows the training, nothing is dropped. What it throws ends the training. */
  emit(event: TrainerEvent): void | Promise<void>;
  /** Looked at after each step. STOP and PAUSE write a checkpoint first, CANCEL does not. */
  requested(): RunRequest | null;
  /** Ends at once, as CANCEL does. */
  readonly signal: AbortSignal;
}
