/** @file Every code that a client may meet, and the error that carries one. */

/** Expected failures. Adding one is a schema change; renaming one is a breaking change. */
export const ERROR_CODES = [
  "INVALID_INPUT",
  "CONFIG_INVALID",
  "NAME_TAKEN",
  "DATASET_INVALID",
  "DATASET_NOT_READY",
  "IMAGE_UNSUPPORTED",
  "IMAGE_TOO_LARGE",
  "IMAGE_CORRUPT",
  "CHECKPOINT_NOT_READY",
  "CHECKPOINT_DAMAGED",
  "CHECKPOINT_IN_USE",
  "RUN_FINISHED",
  "UPLOAD_INCOMPLETE",
  "UPLOAD_MISMATCH",
  "QUOTA_EXCEEDED",
  "RATE_LIMITED",
  "FENCED",
  "GAP",
  "LEASE_EXPIRED",
] as const;
export type ErrorCode = (typeof ERROR_CODES)[number];

/**
 * An expected failure: nothing was changed. `message` is safe to show and says what to do next; `path` names the place in
 * the input; `detail` is for our logs and never leaves the process.
 */
export class AppError extends Error {
  override name = "AppError";
  readonly code: ErrorCode;
  readonly path: readonly string[] | undefined;
  readonly detail: Readonly<Record<string, unknown>>;

  constructor(
    code: ErrorCode,
    message: string,
    options: { path?: readonly string[]; detail?: Readonly<Record<string, unknown>>; cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
    this.code = code;
    this.path = options.path;
    this.detail = options.detail ?? {};
  }
}
