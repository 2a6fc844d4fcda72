/** @file Sends a file to the API's store in parts: several at once, each tried again, and after an interruption only the rest. */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Api, reasonOf } from "./api.ts";
import { assertNoErrors, CliError } from "./cli-error.ts";
import type { Source } from "./folder-zip.ts";
import {
  CompleteUploadDocument,
  CreateUploadDocument,
  type UploadPartsFragment,
  type UploadPurpose,
  UploadDocument,
} from "./graphql/documents.generated.ts";

type Part = UploadPartsFragment["parts"][number];

const PARALLEL = 3;
const TRIES = 6;

/** A file that is sent as it is. */
export async function fileSource(file: string): Promise<Source> {
  const { size, mtimeMs } = await stat(file);
  const key = createHash("sha256")
    .update(JSON.stringify([path.resolve(file), size, mtimeMs]))
    .digest("hex");
  return { fileName: path.basename(file), sizeBytes: size, key, read: () => createReadStream(file) };
}

/** Cuts a stream into pieces of exactly `size` bytes; the last may be shorter. */
export async function* cut(stream: AsyncIterable<Uint8Array>, size: number): AsyncGenerator<Buffer> {
  let waiting: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of stream) {
    waiting.push(chunk);
    bytes += chunk.length;
    while (bytes >= size) {
      const all = Buffer.concat(waiting);
      yield all.subarray(0, size);
      waiting = [all.subarray(size)];
      bytes = all.length - size;
    }
  }
  if (bytes > 0) yield Buffer.concat(waiting);
}

async function openUpload(api: Api, source: Source, purpose: UploadPurpose, idempotencyKey: string): Promise<UploadPartsFragment> {
  const { fileName, sizeBytes } = source;
  const { createUpload } = await api.call(CreateUploadDocument, { input: { fileName, sizeBytes, purpose, idempotencyKey } });
  assertNoErrors(createUpload.errors);
  return createUpload.upload!;
}

/** Sends `source`. @returns the upload's id. @throws {CliError} that says how to go on where it broke. */
export async function upload(
  api: Api,
  source: Source,
  purpose: UploadPurpose,
  onBytes: (done: number, total: number) => void,
): Promise<string> {
  let session = await openUpload(api, source, purpose, source.key);
  // The same file was sent before and used: send it anew.
  if (session.status !== "OPEN") session = await openUpload(api, source, purpose, `${source.key.slice(0, 40)}-${Date.now()}`);
  const urls = new Map<number, Part>(session.parts.map((part) => [part.number, part]));
  const freshUrl = async (number: number): Promise<string> => {
    const { upload: again } = await api.call(UploadDocument, { id: session.id });
    for (const part of again.parts) urls.set(part.number, part);
    return urls.get(number)!.url;
  };
  let done = 0;
  const count = (bytes: number) => onBytes((done += bytes), source.sizeBytes);
  const sending = new Set<Promise<void>>();
  let number = 0;
  for await (const bytes of cut(source.read(), session.partSizeBytes)) {
    const part = urls.get(++number);
    if (!part || part.sizeBytes !== bytes.length)
      throw new CliError(`${source.fileName} changed while it was being sent. Try again when nothing writes to it.`);
    if (part.received) {
      count(bytes.length);
      continue;
    }
    if (sending.size >= PARALLEL) await Promise.race(sending);
    const sendPart = async (): Promise<void> => {
      await putPart(part.url, bytes, () => freshUrl(part.number));
      count(bytes.length);
    };
    const sent = sendPart();
    sending.add(sent);
    void sent.finally(() => sending.delete(sent)).catch(() => undefined);
  }
  await Promise.all(sending);
  const { completeUpload } = await api.call(CompleteUploadDocument, { input: { id: session.id } });
  assertNoErrors(completeUpload.errors);
  return session.id;
}

async function putPart(url: string, bytes: Buffer, freshUrl: () => Promise<string>): Promise<void> {
  let target = url;
  for (let attempt = 1; ; attempt++) {
    let why: string;
    try {
      const response = await fetch(target, {
        method: "PUT",
        body: new Uint8Array(bytes),
        signal: AbortSignal.timeout(120_000 + Math.ceil(bytes.length / 50)),
      });
      await response.arrayBuffer();
      if (response.ok) return;
      why = `the store answered ${response.status}`;
      if (response.status === 403) target = await freshUrl();
    } catch (error) {
      why = reasonOf(error);
    }
    if (attempt >= TRIES) throw new CliError(`The upload broke (${why}). Run the same command again: it goes on where it stopped.`);
    await sleep(500 * 2 ** attempt * Math.random());
  }
}
