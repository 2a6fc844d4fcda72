/** @file What a process of ours and its parent say to each other. */
import { AppError, type ErrorCode } from "@capstan/run/error-code";

export type ToChild<Request> = { readonly type: "request"; readonly request: Request } | { readonly type: "close" };

/** An expected failure crosses as its code and words; anything else as text for the log. */
export type Failure = { readonly code: ErrorCode; readonly message: string } | { readonly code: null; readonly message: string };
export type FromChild<Reply> =
  | { readonly type: "ready"; readonly about: string }
  | { readonly type: "reply"; readonly reply: Reply }
  | { readonly type: "failed"; readonly failure: Failure };

export function failureOf(error: unknown): Failure {
  if (error instanceof AppError) return { code: error.code, message: error.message };
  return { code: null, message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}

export const errorOf = (failure: Failure): Error =>
  failure.code === null ? new Error(`A child process failed: ${failure.message}`) : new AppError(failure.code, failure.message);
