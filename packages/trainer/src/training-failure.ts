/** @file What ends a training, sorted: whose fault it is, and what to do next. */
import { AppError } from "@capstan/run/error-code";
import { isOutOfMemory } from "./split-batch.ts";
import type { FailedEvent } from "./trainer-event.ts";

/** Raised by the trainer itself for failures that it understands. */
export class TrainingFailure extends Error {
  override name = "TrainingFailure";
  readonly blame: FailedEvent["blame"];
  readonly code: string;
  readonly advice: string;

  constructor(blame: FailedEvent["blame"], code: string, message: string, advice: string) {
    super(message);
    this.blame = blame;
    this.code = code;
    this.advice = advice;
  }
}

/** The event of any error. A bug is the trainer's: its message helps us, not the reader. */
export function failureOf(error: unknown): FailedEvent {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof TrainingFailure) {
    const { blame, code, advice } = error;
    return { type: "failed", blame, code, message, advice };
  }
  if (error instanceof AppError)
    return {
      type: "failed",
      blame: "yours",
      code: error.code,
      message,
      advice: "Correct what the message names, then start the run again.",
    };
  const { code } = error as { code?: unknown };
  if (code === "ENOSPC" || code === "EDQUOT")
    return {
      type: "failed",
      blame: "machine",
      code: "DISK_FULL",
      message: `The disk is full: ${message}`,
      advice: "Free space on the runner's disk, then retry: the run goes on from its last checkpoint.",
    };
  if (isOutOfMemory(error))
    return {
      type: "failed",
      blame: "machine",
      code: "OUT_OF_MEMORY",
      message: `Memory ran out: ${message}`,
      advice: "Lower optimizer.batchSize (raise optimizer.accumulate to keep the result), then picture.size or model.hiddenDim.",
    };
  return {
    type: "failed",
    blame: "ours",
    code: "TRAINER_FAULT",
    message: `${message}${placeOf(error)}`,
    advice: "This is a fault of Capstan. Retry; if it happens again, report it with this message.",
  };
}

/** Where a bug showed itself, in one line: function, file and line, without the folders above. */
function placeOf(error: unknown): string {
  const frame = error instanceof Error ? /\n\s+at (.+)/.exec(error.stack ?? "")?.[1] : undefined;
  return frame ? ` (${frame.replace(/\(?(?:file:\/\/)?\/\S*\/(packages|apps|node_modules)\//, "$1/").replace(/\)$/, "")})` : "";
}
