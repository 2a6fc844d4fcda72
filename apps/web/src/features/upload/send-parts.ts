/** @file Sends the missing parts of a file, a few at a time, and outlives a broken network. */
import { backoffMs } from "../../graphql/backoff.ts";
import { pendingParts, receivedBytes, type Part, type PendingPart } from "./upload-plan.ts";

/** How the server took a part: "refused" carries its HTTP status, "unreachable" means that it never answered. */
export type PutResult = { kind: "stored" } | { kind: "unreachable" } | { kind: "refused"; status: number };

export interface Transport {
  put: (part: PendingPart, body: Blob, onSent: (bytes: number) => void, signal: AbortSignal) => Promise<PutResult>;
  /** The session anew: signed URLs live for minutes, and the server knows best what it has. */
  refresh: () => Promise<readonly Part[]>;
  wait: (ms: number, signal: AbortSignal) => Promise<void>;
}

export interface SendProgress {
  readonly sentBytes: number;
  /** The network is away; the upload goes on when it is back. */
  readonly isWaiting: boolean;
}

const PARTS_AT_ONCE = 3;
/** A part that the server refuses this often, with fresh URLs, will be refused again. */
const REFUSALS_MAX = 4;

export class UploadRefused extends Error {
  override name = "UploadRefused";
}

interface SendOptions {
  file: Blob;
  parts: readonly Part[];
  transport: Transport;
  onProgress: (progress: SendProgress) => void;
  signal: AbortSignal;
}

/**
 * Resolves when the server has every part.
 * @throws {UploadRefused} when the server refuses a part for good. Rejects with the signal's reason when aborted.
 */
export async function sendParts({ file, parts, transport, onProgress, signal }: SendOptions): Promise<void> {
  let urls = new Map(parts.map((part) => [part.number, part.url]));
  const queue = pendingParts(parts);
  const inFlight = new Map<number, number>();
  let stored = receivedBytes(parts);
  let waiting = 0;
  const report = () => {
    const flying = [...inFlight.values()].reduce((sum, bytes) => sum + bytes, 0);
    onProgress({ sentBytes: stored + flying, isWaiting: waiting > 0 });
  };
  const pause = async (failures: number) => {
    waiting++;
    report();
    await transport.wait(backoffMs(failures), signal);
    waiting--;
  };

  async function send(part: PendingPart): Promise<void> {
    let refusals = 0;
    for (let failures = 0; ; failures++) {
      signal.throwIfAborted();
      const onSent = (bytes: number) => {
        inFlight.set(part.number, bytes);
        report();
      };
      const url = urls.get(part.number) ?? part.url;
      const result = await transport.put({ ...part, url }, file.slice(part.start, part.end), onSent, signal);
      inFlight.delete(part.number);
      if (result.kind === "stored") {
        stored += part.sizeBytes;
        return report();
      }
      if (result.kind === "refused" && result.status < 500 && ++refusals >= REFUSALS_MAX)
        throw new UploadRefused(`The server refused part ${part.number} (HTTP ${result.status}). Choose the file again to start anew.`);
      await pause(failures);
      const fresh = await transport.refresh().catch(() => null);
      if (fresh) urls = new Map(fresh.map(({ number, url: signed }) => [number, signed]));
      if (fresh?.find(({ number }) => number === part.number)?.received) {
        stored += part.sizeBytes;
        return report();
      }
    }
  }

  report();
  const lanes = Array.from({ length: PARTS_AT_ONCE }, async () => {
    for (let part = queue.shift(); part; part = queue.shift()) await send(part);
  });
  await Promise.all(lanes);
}
