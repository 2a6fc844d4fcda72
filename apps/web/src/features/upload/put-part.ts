import type { PutResult } from "./send-parts.ts";

/** PUTs a part to its signed URL. XMLHttpRequest, because fetch does not tell how much has been sent. */
export function putPart(url: string, body: Blob, onSent: (bytes: number) => void, signal: AbortSignal): Promise<PutResult> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open("PUT", url);
    const abort = () => request.abort();
    signal.addEventListener("abort", abort);
    request.upload.addEventListener("progress", (event) => onSent(event.loaded));
    request.addEventListener("loadend", () => {
      signal.removeEventListener("abort", abort);
      const { status } = request;
      if (status >= 200 && status < 300) resolve({ kind: "stored" });
      else resolve(status === 0 ? { kind: "unreachable" } : { kind: "refused", status });
    });
    request.send(body);
  });
}

/** Waits, or until the network says that it is back. Rejects when aborted. */
export function waitOrOnline(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const finish = () => {
      clearTimeout(timer);
      removeEventListener("online", finish);
      signal.removeEventListener("abort", finish);
      if (signal.aborted) reject(signal.reason as Error);
      else resolve();
    };
    const timer = setTimeout(finish, ms);
    addEventListener("online", finish);
    signal.addEventListener("abort", finish);
  });
}
