/** @file What Node is started with where an engine computes for hours. */

/**
 * A step leaves little garbage behind, all of it short-lived. V8 would let it grow for a thousand steps, to a hundred MiB, before
 * it settles: bounded, it is collected while it is small, and what the process holds does not creep.
 */
export const ENGINE_ARGUMENTS: readonly string[] = ["--max-semi-space-size=8"];
