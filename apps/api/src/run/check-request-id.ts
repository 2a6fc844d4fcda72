/** @file The id that a runner gives a call, so that it may repeat it. */
import { AppError } from "@capstan/run/error-code";

const LENGTH_MAX = 100;

/** @throws {AppError} INVALID_INPUT */
export function checkRequestId(requestId: string): string {
  if (requestId.length === 0 || requestId.length > LENGTH_MAX || requestId.includes("\0"))
    throw new AppError("INVALID_INPUT", `A requestId has 1 to ${LENGTH_MAX} characters; a UUID will do.`, { path: ["requestId"] });
  return requestId;
}
