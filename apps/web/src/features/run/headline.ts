/** @file What is happening in a run, whether it is good and what to do about it, in two sentences. Pure. */
import type { EndReason, RunRequest, RunStatus } from "@capstan/run/status";
import { decimal, eta, plural } from "../../format/number.ts";
import type { Tone } from "../../ui/tone.ts";
import { judge, type Trend } from "./trend.ts";

export interface RunFacts {
  readonly status: RunStatus;
  readonly requested: RunRequest | null;
  readonly endReason: EndReason | null;
  readonly progress: { readonly epoch: number; readonly totalEpochs: number; readonly step: number; readonly etaSeconds: number | null };
  readonly history: readonly {
    readonly epoch: number;
    readonly trainLoss: number | null;
    readonly validationLoss: number | null;
    readonly scores: readonly { readonly name: string; readonly value: number | null }[];
  }[];
  readonly bestEpoch: number | null;
  readonly bestValidationLoss: number | null;
  readonly failure: { readonly message: string; readonly advice: string; readonly blame: "YOURS" | "MACHINE" | "OURS" } | null;
  readonly runner: { readonly name: string } | null;
  readonly pool: { readonly name: string; readonly shared: boolean; readonly onlineRunners: number };
}

export interface Headline {
  readonly tone: Tone;
  readonly what: string;
  readonly advice: string;
}

const best = (run: RunFacts): string =>
  run.bestValidationLoss === null || run.bestEpoch === null
    ? ""
    : ` The best was epoch ${run.bestEpoch}, with a validation loss of ${decimal(run.bestValidationLoss)}.`;

/** Whose fault it is, in words that say who can do something about it. */
const FAULT = {
  YOURS: "It is the run's own settings or data.",
  MACHINE: "It is the machine, not your settings.",
  OURS: "It is a fault of Capstan, not yours.",
} as const;

/** A run that broke on one machine waits for another try; that nobody holds it matters less than why. */
function broken(failure: NonNullable<RunFacts["failure"]>): Headline {
  return {
    tone: "warn",
    what: `The last attempt broke: ${failure.message}`,
    advice: `${FAULT[failure.blame]} It is tried again by itself, from its last checkpoint. ${failure.advice}`,
  };
}

function waiting({ pool, failure }: RunFacts): Headline {
  if (failure && pool.onlineRunners > 0) return broken(failure);
  if (pool.onlineRunners === 0) {
    const remedy = pool.shared
      ? "Its runners belong to whoever runs Capstan: tell them."
      : "Start one; the page Runners says how, and why those there take none.";
    return {
      tone: "warn",
      what: "Waiting, and no runner can take it.",
      advice: `No runner of pool “${pool.name}” is online and takes runs. ${remedy}`,
    };
  }
  if (pool.shared)
    return {
      tone: "neutral",
      what: "Waiting for a shared runner.",
      advice:
        `It starts by itself when the team's turn comes in pool “${pool.name}”, which several teams share. ` +
        `${plural(pool.onlineRunners, "runner is", "runners are")} online.`,
    };
  return {
    tone: "neutral",
    what: "Waiting for a runner.",
    advice: `It starts by itself as soon as one of ${plural(pool.onlineRunners, "runner")} in pool “${pool.name}” is free.`,
  };
}

const ASKED: Readonly<Record<RunRequest, Headline>> = {
  STOP: {
    tone: "warn",
    what: "Stopping.",
    advice: "The current step is finished and a checkpoint is written; then the run ends as a success.",
  },
  PAUSE: { tone: "warn", what: "Pausing.", advice: "A checkpoint is being written; Resume will go on exactly there." },
  CANCEL: { tone: "warn", what: "Cancelling.", advice: "The runner drops the run. Checkpoints that exist already are kept." },
};

const ENDED: Readonly<Record<EndReason, (run: RunFacts) => string>> = {
  COMPLETED: (run) => `Finished all ${plural(run.progress.totalEpochs, "epoch")}.`,
  EARLY_STOPPED: (run) => `Ended early after ${plural(run.progress.epoch, "epoch")}: the validation score had stopped improving.`,
  STOPPED: (run) => `Stopped by hand at step ${run.progress.step.toLocaleString("en")}.`,
};

function running(run: RunFacts, trend: Trend): Headline {
  if (run.requested) return ASKED[run.requested];
  const left = run.progress.etaSeconds === null ? "" : ` About ${eta(run.progress.etaSeconds)} to go.`;
  const verdict = judge(trend, run.history);
  return { ...verdict, what: `${verdict.what}${best(run)}`, advice: `${verdict.advice}${left}` };
}

export function headline(run: RunFacts, trend: Trend): Headline {
  switch (run.status) {
    case "QUEUED":
      return waiting(run);
    case "CLAIMED":
      return run.requested
        ? ASKED[run.requested]
        : {
            tone: "accent",
            what: `${run.runner?.name ?? "A runner"} is getting ready.`,
            advice: "It fetches the dataset and builds the model. The first step follows.",
          };
    case "RUNNING":
      return running(run, trend);
    case "PAUSED":
      return {
        tone: "warn",
        what: `Paused at step ${run.progress.step.toLocaleString("en")}.${best(run)}`,
        advice: "Resume goes on exactly there, on any free runner.",
      };
    case "SUCCEEDED":
      return {
        tone: "good",
        what: `${ENDED[run.endReason ?? "COMPLETED"](run)}${best(run)}`,
        advice: "Try the best checkpoint on a picture of yours, or clone the run with other settings.",
      };
    case "FAILED":
      return {
        tone: "bad",
        what: run.failure?.message ?? "The run failed.",
        advice: run.failure
          ? `${FAULT[run.failure.blame]} ${run.failure.advice}`
          : "Read the end of the log, then retry or clone the run with other settings.",
      };
    case "CANCELLED":
      return {
        tone: "neutral",
        what: `Cancelled at step ${run.progress.step.toLocaleString("en")}.`,
        advice: "Retry goes on from its last checkpoint as a new run; Clone lets you change settings first.",
      };
  }
}
