/** @file Asks for a run until there is one. Polls, because a push may be lost; a push only makes the next poll come at once. */
import { IDLE_POLL_JITTER, IDLE_POLL_MS } from "@capstan/run/protocol";
import { type ApiClient, isTransient } from "./api-client.ts";
import { ClaimRunDocument, type ClaimRunInput, type ClaimRunMutation } from "./graphql/documents.generated.ts";
import { backOffMs, jittered, pause } from "./pause.ts";

export type Claim = NonNullable<ClaimRunMutation["claimRun"]["claim"]>;

export interface ClaimLoop {
  readonly api: ApiClient;
  /** Asked anew before each try: it says what the loops do now. */
  readonly input: () => ClaimRunInput;
  /** Aborted by a push that says there is work; read anew before each wait. */
  readonly nudge: () => AbortSignal;
  /** Called after each try; `failure` says why the API could not be asked, or why it did not give a run. */
  readonly onPolled: (failure: string | null, draining: boolean) => void;
  readonly pollMs?: number;
}

/** A claim and the moment (monotonic) before which the lease did not begin; null when `signal` aborts first. @throws {ApiFailure} that is not transient. */
export async function claimRun(loop: ClaimLoop, signal: AbortSignal): Promise<{ claim: Claim; sentAtMs: number } | null> {
  let failures = 0;
  while (!signal.aborted) {
    const nudged = loop.nudge();
    const sentAtMs = performance.now();
    try {
      const { claimRun: answer } = await loop.api.call(ClaimRunDocument, { input: loop.input() }, { signal });
      if (answer.claim) return { claim: answer.claim, sentAtMs };
      loop.onPolled(answer.errors[0]?.message ?? null, answer.draining);
      failures = 0;
      await pause(jittered(loop.pollMs ?? IDLE_POLL_MS, IDLE_POLL_JITTER), AbortSignal.any([signal, nudged]));
    } catch (error) {
      if (signal.aborted) return null;
      if (!isTransient(error)) throw error;
      loop.onPolled((error as Error).message, false);
      await pause(backOffMs(failures++), signal);
    }
  }
  return null;
}
