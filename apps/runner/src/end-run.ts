/** @file The two calls that end an attempt, each repeated until it is answered. */
import { type ApiClient, isTransient } from "./api-client.ts";
import { FinishRunDocument, type FinishRunInput, ReleaseRunDocument, type RunFailureInput } from "./graphql/documents.generated.ts";
import { assertHeld, type LeaseKey } from "./lease.ts";
import { backOffMs, pause } from "./pause.ts";

export type Ending = Omit<FinishRunInput, keyof LeaseKey>;

/** Ends the run; every report up to `ending.afterSequence` has arrived before. @throws {LeaseLost} @throws {ApiFailure} not transient. */
export async function finishRun(api: ApiClient, lease: LeaseKey, ending: Ending, signal: AbortSignal): Promise<void> {
  for (let failures = 0; !signal.aborted; failures++) {
    try {
      const { finishRun: answer } = await api.call(FinishRunDocument, { input: { ...lease, ...ending } }, { signal });
      // A repeated call whose first reply was lost may find the run already ended: by us.
      if (answer.errors.length === 0 || (failures > 0 && answer.errors[0]!.code === "RUN_FINISHED")) return;
      assertHeld(answer.errors);
      if (answer.errors[0]!.code !== "GAP") throw new Error(`The API did not end the run: ${answer.errors[0]!.message}`);
    } catch (error) {
      signal.throwIfAborted();
      if (!isTransient(error)) throw error;
    }
    await pause(backOffMs(failures), signal);
  }
}

/** Lets go of the run, so that it is queued again. @returns false when `signal` aborted before the API answered. @throws as finishRun. */
export async function releaseRun(
  api: ApiClient,
  lease: LeaseKey,
  reason: string,
  failure: RunFailureInput | null,
  signal: AbortSignal,
): Promise<boolean> {
  for (let failures = 0; !signal.aborted; failures++) {
    try {
      const { releaseRun: answer } = await api.call(ReleaseRunDocument, { input: { ...lease, reason, failure } }, { signal });
      if (answer.released || failures > 0) return true;
      assertHeld(answer.errors);
      throw new Error(`The API did not take the run back: ${answer.errors[0]?.message ?? "no reason given"}`);
    } catch (error) {
      if (signal.aborted) return false;
      if (!isTransient(error)) throw error;
    }
    await pause(backOffMs(failures), signal);
  }
  return false;
}
