/** @file Renews the lease of one run. Owns the timer only; what a lost lease means is the attempt's business. */
import { RENEW_JITTER, RENEW_MS } from "@capstan/run/protocol";
import { type ApiClient, isTransient } from "./api-client.ts";
import { RenewLeaseDocument, type RunnerLoopInput } from "./graphql/documents.generated.ts";
import { assertHeld, type Lease } from "./lease.ts";
import { jittered, pause } from "./pause.ts";

export interface LeaseLoop {
  readonly api: ApiClient;
  readonly lease: Lease;
  /** What each loop of the runner does now, for the dashboard. */
  readonly loops?: () => RunnerLoopInput[];
  /** Called when the API says that somebody drains the runner: a push of that may have been lost. */
  readonly onDraining?: (() => void) | undefined;
  /** Called after each try; `failure` is null when the lease was renewed. */
  readonly onBeat: (failure: Error | null) => void;
  readonly everyMs?: number;
}

/** Renews until `signal` aborts (returns). A missed beat is not a loss. @throws {LeaseLost} @throws {ApiFailure} for a bad token. */
export async function keepLease(
  { api, lease, loops, onDraining, onBeat, everyMs = RENEW_MS }: LeaseLoop,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    await pause(jittered(everyMs, RENEW_JITTER), signal);
    if (signal.aborted) return;
    const sentAtMs = performance.now();
    try {
      const { renewLease } = await api.call(
        RenewLeaseDocument,
        { input: { ...lease.key, ...(loops ? { loops: loops() } : {}) } },
        { signal },
      );
      assertHeld(renewLease.errors);
      if (renewLease.errors.length === 0) lease.extend(sentAtMs, renewLease.leaseSeconds);
      lease.hear(renewLease.requested);
      if (renewLease.draining) onDraining?.();
      onBeat(null);
    } catch (error) {
      if (signal.aborted) return;
      if (!isTransient(error)) throw error;
      onBeat(error as Error);
    }
  }
}
