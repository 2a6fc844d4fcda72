/** @file Sends files to the store in parts, several at once, each again until it is there. */
import { openAsBlob } from "node:fs";
import path from "node:path";
import { backOffMs, pause } from "./pause.ts";

export interface FileToUpload {
  readonly name: string;
  readonly partSizeBytes: number;
  readonly parts: readonly { readonly number: number; readonly sizeBytes: number; readonly received: boolean; readonly url: string }[];
}

/** The store did not take a part under this URL; fresh URLs may help. */
export class PartRefused extends Error {
  override name = "PartRefused";
}

const PARALLEL = 4;
const TRIES = 4;

/**
 * Sends every part of `files` (in `folder`) that the store does not have yet.
 * @throws {PartRefused} when a part does not get through: ask for fresh URLs, which also say what has arrived, and go on.
 */
export async function uploadParts(
  folder: string,
  files: readonly FileToUpload[],
  signal: AbortSignal,
  onBytes?: (bytes: number) => void,
): Promise<void> {
  const queue = files.flatMap((file) => file.parts.filter((part) => !part.received).map((part) => ({ file, part })));
  const failed = new AbortController();
  const both = AbortSignal.any([signal, failed.signal]);
  const sendNext = async (): Promise<void> => {
    for (let next = queue.shift(); next && !both.aborted; next = queue.shift()) {
      const blob = await openAsBlob(path.join(folder, next.file.name));
      const start = (next.part.number - 1) * next.file.partSizeBytes;
      await putPart(next.part.url, blob.slice(start, start + next.part.sizeBytes), both);
      onBytes?.(next.part.sizeBytes);
    }
  };
  const senders = Array.from({ length: PARALLEL }, () =>
    sendNext().catch((error: unknown) => {
      failed.abort();
      throw error;
    }),
  );
  const results = await Promise.allSettled(senders);
  signal.throwIfAborted();
  const refused = results.find((result) => result.status === "rejected" && (result.reason as Error).name !== "AbortError");
  if (refused?.status === "rejected") throw refused.reason;
}

async function putPart(url: string, body: Blob, signal: AbortSignal): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    const deadline = AbortSignal.timeout(60_000 + Math.ceil(body.size / 50));
    let why: string;
    try {
      const response = await fetch(url, { method: "PUT", body, signal: AbortSignal.any([signal, deadline]) });
      await response.arrayBuffer();
      if (response.ok) return;
      why = `the store answered ${response.status}`;
      if (response.status === 401 || response.status === 403 || response.status === 409) throw new PartRefused(why);
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof PartRefused) throw error;
      why = (error as Error).message;
    }
    if (attempt + 1 >= TRIES) throw new PartRefused(why);
    await pause(backOffMs(attempt), signal);
  }
}
