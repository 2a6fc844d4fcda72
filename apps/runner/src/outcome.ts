/** @file What becomes of the run when its trainer has ended. */
import type { RunRequest } from "@capstan/run/status";
import type { Ending } from "./end-run.ts";
import { isFinal } from "./failure.ts";
import type { Failure } from "./machine-fault.ts";
import type { TrainerEnd } from "./trainer.ts";
import { judgeOwnWords } from "./trainer-exit.ts";

export type Outcome =
  | { readonly kind: "finish"; readonly ending: Omit<Ending, "afterSequence" | "failure">; readonly failure: Failure | null }
  /** The run is queued again and goes on from its last checkpoint. A null reason: because the runner drains. */
  | { readonly kind: "release"; readonly reason: string | null; readonly failure: Failure | null };

/** Nothing failed and nobody asked: whoever drained the runner knows why. */
const DRAINED: Outcome = { kind: "release", reason: null, failure: null };

/** A failure that another attempt cannot change ends the run; any other gives it back. */
export function failed({ blame, code, message, advice }: Failure): Outcome {
  const failure = { blame, code, message, advice };
  return isFinal(failure) ? { kind: "finish", ending: { outcome: "FAILED" }, failure } : { kind: "release", reason: message, failure };
}

/** `requested` is what people asked of the run; a trainer that paused although nobody did was drained. */
export function judgeEnd(end: TrainerEnd, requested: RunRequest | null): Outcome {
  if (end.type === "failed") return failed(judgeOwnWords(end));
  if (requested === "CANCEL") return { kind: "finish", ending: { outcome: "CANCELLED" }, failure: null };
  if (end.type === "killed") return DRAINED;
  if (end.endReason !== null) return { kind: "finish", ending: { outcome: "SUCCEEDED", endReason: end.endReason }, failure: null };
  return requested === "PAUSE" ? { kind: "finish", ending: { outcome: "PAUSED" }, failure: null } : DRAINED;
}
