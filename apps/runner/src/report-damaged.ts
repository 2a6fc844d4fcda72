/** @file Tells the API that a checkpoint arrived damaged, again and again until it is answered. */
import { type ApiClient, isTransient } from "./api-client.ts";
import { ReportDamagedCheckpointDocument } from "./graphql/documents.generated.ts";
import { assertHeld, type LeaseKey } from "./lease.ts";
import type { CheckpointSource } from "./local-checkpoints.ts";
import { backOffMs, pause } from "./pause.ts";

/** A slow store's pace: 10 MB a second. The API reads and hashes every byte before it answers. */
const READ_BYTES_PER_MS = 10_000;

/** @returns true when it is damaged where it is stored. @throws {LeaseLost} @throws {ApiFailure} not transient; the signal's reason. */
export async function reportDamaged(
  api: ApiClient,
  lease: LeaseKey,
  { checkpointId, files }: CheckpointSource,
  signal: AbortSignal,
): Promise<boolean> {
  const sizeBytes = files.reduce((sum, file) => sum + file.sizeBytes, 0);
  const timeoutMs = 60_000 + Math.ceil(sizeBytes / READ_BYTES_PER_MS);
  for (let failures = 0; ; failures++) {
    try {
      const { reportDamagedCheckpoint: answer } = await api.call(
        ReportDamagedCheckpointDocument,
        { input: { ...lease, checkpointId } },
        { signal, timeoutMs },
      );
      assertHeld(answer.errors);
      if (answer.errors.length === 0) return answer.damaged;
      throw new Error(`The API did not take the report of a damaged checkpoint: ${answer.errors[0]!.message}`);
    } catch (error) {
      signal.throwIfAborted();
      if (!isTransient(error)) throw error;
    }
    await pause(backOffMs(failures), signal);
  }
}
