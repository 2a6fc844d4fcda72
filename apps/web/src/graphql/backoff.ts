const BASE_MS = 500;
const MAX_MS = 15_000;

/** How long to wait before try `failures + 1`: twice as long each time, give or take half, so that clients do not come back in step. */
export function backoffMs(failures: number, random: () => number = Math.random): number {
  const full = Math.min(MAX_MS, BASE_MS * 2 ** failures);
  return full * (0.5 + random());
}
