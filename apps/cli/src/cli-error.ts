/** @file An expected end: what happened, why, and what to do, in one line. Exit code 2 is for a wrong command line. */
export class CliError extends Error {
  override name = "CliError";
  readonly exitCode: 1 | 2;
  constructor(message: string, options: { exitCode?: 1 | 2; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.exitCode = options.exitCode ?? 1;
  }
}

/** @throws {CliError} with the first of an answer's errors: the API's words already say what to do. */
export function assertNoErrors(errors: readonly { readonly code: string; readonly message: string }[]): void {
  if (errors[0]) throw new CliError(errors[0].message);
}
