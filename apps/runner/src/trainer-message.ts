/** @file What the runner and its trainer say to each other over IPC: plain JSON, no secrets. */
import type { RunRequest } from "@capstan/run/status";
import type { TrainerEvent } from "@capstan/trainer/trainer-event";
import type { TrainingConfig } from "@capstan/training-config/config";

/** Everything a trainer needs to know; all of it lies on the local disk. */
export interface Assignment {
  readonly runId: string;
  readonly config: TrainingConfig;
  /** Where the trainer writes its checkpoints. */
  readonly folder: string;
  /** Where the training's own log and history.json are written; they outlive the run. */
  readonly logFolder: string;
  readonly manifestFile: string;
  readonly pictures: { readonly kind: "shards"; readonly folder: string } | { readonly kind: "linked"; readonly root: string };
  readonly vocabularyFile: string | null;
  /** A verified checkpoint of this run, to go on from exactly. */
  readonly resumeFrom: string | null;
  /** A verified checkpoint whose weights to begin with. */
  readonly initialWeights: string | null;
  readonly engine: {
    readonly choice: "auto" | "native" | "tensorflow" | "wasm";
    readonly precision: "fp32" | "bf16" | undefined;
    readonly threads: number;
  };
}

export type ToTrainer =
  | { readonly type: "start"; readonly assignment: Assignment }
  | { readonly type: "request"; readonly request: RunRequest }
  /** The runner has taken `count` more events: the trainer may send as many again. */
  | { readonly type: "taken"; readonly count: number };

export type FromTrainer =
  | { readonly type: "event"; readonly event: TrainerEvent }
  /** The trainer has computed since the last one, although it had nothing to say. */
  | { readonly type: "pulse" };

/** How often a trainer that computes says so. */
export const PULSE_MS = 10_000;

/** Events that may be on their way at once; when the spool is full none is taken, and the trainer waits here. */
export const EVENTS_IN_FLIGHT_MAX = 256;
