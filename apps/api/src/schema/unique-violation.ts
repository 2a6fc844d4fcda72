/** @file Which unique constraint a write ran into: how a taken name and a repeated call are told apart from a bug. */

/** True when `error` is PostgreSQL's refusal of a second row under the unique constraint or index `name`. */
export function isViolationOf(error: unknown, name: string): boolean {
  if (!(error instanceof Error) || (error as { code?: unknown }).code !== "P2002") return false;
  const { meta } = error as {
    meta?: { driverAdapterError?: { cause?: { constraint?: { index?: string; fields?: string[] }; originalMessage?: string } } };
  };
  const cause = meta?.driverAdapterError?.cause;
  return cause?.constraint?.index === name || (cause?.originalMessage ?? error.message).includes(`"${name}"`);
}
