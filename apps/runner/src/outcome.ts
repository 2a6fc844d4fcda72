/** @file What becomes of the run when its trainer has ended. */
import type { RunRequest } from "@capstan/run/status";
import type { Ending } from "./end-run.ts";
import { isFinal } from "./failure.ts";
import type { TrainerEnd } from "./trainer.ts";
import type { Failure } from "./trainer-exit.ts";

export type Outcome =
  | { readonly kind: "finish"; readonly ending: Omit<Ending, "afterSequence" | "failure">; readonly failure: Failure | null }
  /** The run is queued again and goes on from its last checkpoint. */
  | { readonly kind: "release"; readonly reason: string; readonly failure: Failure | null };

const SHUTTING_DOWN: Outcome = { kind: "release", reason: "The runner is shutting down.", failure: null };

/** A failure that another attempt cannot change ends the run; any other gives it back. */
export function failed({ blame, code, message, advice }: Failure): Outcome {
  const failure = { blame, code, message, advice };
  return isFinal(failure) ? { kind: "finish", ending: { outcome: "FAILED" }, failure } : { kind: "release", reason: message, failure };
}

/** `requested` is what people asked of the run; a trainer that paused although nobody did was drained. */
export function judgeEnd(end: TrainerEnd, requested: RunRequest | null): Outcome {
  if (end.type === "failed") return failed(end);
  if (requested === "CANCEL") return { kind: "finish", ending: { outcome: "CANCELLED" }, failure: null };
  if (end.type === "killed") return SHUTTING_DOWN;
  if (end.endReason !== null) return { kind: "finish", ending: { outcome: "SUCCEEDED", endReason: end.endReason }, failure: null };
  return requested === "PAUSE" ? { kind: "finish", ending: { outcome: "PAUSED" }, failure: null } : SHUTTING_DOWN;
}
