/** @file Waiting: with jitter, so that a thousand runners do not come back in step, and always interruptible. */
import { setTimeout as sleep } from "node:timers/promises";

/** Resolves after `ms`, or at once when `signal` aborts; never throws. */
export async function pause(ms: number, signal?: AbortSignal): Promise<void> {
  if (signal?.aborted) return;
  await sleep(ms, undefined, { ref: true, ...(signal ? { signal } : {}) }).catch((error: unknown) => {
    if ((error as Error).name !== "AbortError") throw error;
  });
}

/** `ms` give or take `share` of it. */
export const jittered = (ms: number, share: number, random: () => number = Math.random): number => ms * (1 + share * (2 * random() - 1));

/** The wait before retry number `attempt` (from 0): full jitter under min(base x 2^n, max), and never less than a tenth of it. */
export function backOffMs(attempt: number, { baseMs = 250, maxMs = 10_000 } = {}, random: () => number = Math.random): number {
  const ceiling = Math.min(baseMs * 2 ** Math.min(attempt, 30), maxMs);
  return ceiling * (0.1 + 0.9 * random());
}
