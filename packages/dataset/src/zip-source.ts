/**
 * @file A dataset in a zip, read where it lies. Entries are unpacked into memory one at a time; their names are only ever compared.
 */
import type { Readable } from "node:stream";
import { crc32 } from "node:zlib";
import { AppError } from "@capstan/run/error-code";
import yauzl, { type Entry, type ZipFile } from "yauzl";
import type { CaptionSource, SourceFile } from "./caption-source.ts";
import { openBytes, type BytesPlace, type WindowReader } from "./window-reader.ts";
import { RATIO_FLOOR, RATIO_MAX, refuseZip, UNPACKED_BYTES_MAX, ZipEntryCheck } from "./zip-entries.ts";

/**
 * Opens a zip; the entries are judged by `list`.
 * @throws {AppError} DATASET_INVALID when it is not a zip, is damaged, or anything in it is of the kind that attacks use
 *   (zip-entries.ts). Close it at the end.
 */
export async function zipSource(place: BytesPlace): Promise<CaptionSource> {
  const reader = await openBytes(place);
  const zip = await openZip(reader).catch(async (error: unknown) => {
    await reader.end();
    throw damaged(error);
  });
  const entries = new Map<string, Entry>();
  let listing: Promise<SourceFile[]> | null = null;
  let unpackedBytes = 0;
  const count = (bytes: number): void => {
    unpackedBytes += bytes;
    // Files may be read twice; twice the limit is still a limit.
    if (unpackedBytes > 2 * UNPACKED_BYTES_MAX) throw refuseZip("it unpacks to more than 20 GiB");
  };
  return {
    linkableRoot: null,
    close: async () => {
      zip.close();
      await reader.end();
    },
    list: (signal) => (listing ??= listEntries(zip, reader.sizeBytes, entries, signal)),
    read: async (path, bytesMax) => {
      const entry = entries.get(path);
      if (!entry) throw new RangeError(`“${path}” is not listed.`);
      return inflate(zip, entry, bytesMax, count);
    },
  };
}

async function listEntries(zip: ZipFile, archiveBytes: number, entries: Map<string, Entry>, signal?: AbortSignal): Promise<SourceFile[]> {
  const check = new ZipEntryCheck(archiveBytes, zip.entryCount);
  const files: SourceFile[] = [];
  await new Promise<void>((resolve, reject) => {
    zip.on("error", (error: unknown) => reject(damaged(error)));
    zip.on("end", resolve);
    zip.on("entry", (entry: Entry) => {
      try {
        signal?.throwIfAborted();
        if (check.accept(entry)) {
          entries.set(entry.fileName, entry);
          files.push({ path: entry.fileName, sizeBytes: entry.uncompressedSize });
        }
        zip.readEntry();
      } catch (error) {
        reject(error);
      }
    });
    zip.readEntry();
  });
  return files.toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

/** Counts while it unpacks, because the sizes in the headers are claims. */
async function inflate(zip: ZipFile, entry: Entry, bytesMax: number, count: (bytes: number) => void): Promise<Buffer> {
  const shown = JSON.stringify(entry.fileName.slice(0, 200));
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  try {
    const stream = await openEntry(zip, entry);
    for await (const chunk of stream) {
      sizeBytes += (chunk as Buffer).byteLength;
      count((chunk as Buffer).byteLength);
      if (sizeBytes > bytesMax) throw refuseZip(`${shown} unpacks to more than ${bytesMax} bytes`);
      if (sizeBytes > RATIO_FLOOR && sizeBytes > entry.compressedSize * RATIO_MAX)
        throw refuseZip(`${shown} grows more than ${RATIO_MAX} times`);
      chunks.push(chunk as Buffer);
    }
  } catch (error) {
    throw damaged(error);
  }
  const bytes = Buffer.concat(chunks);
  if (crc32(bytes) !== entry.crc32 >>> 0) throw refuseZip(`${shown} is damaged: its checksum is wrong`);
  return bytes;
}

const openEntry = (zip: ZipFile, entry: Entry): Promise<Readable> =>
  new Promise((resolve, reject) => zip.openReadStream(entry, (error, stream) => (error ? reject(error) : resolve(stream))));

const openZip = (reader: WindowReader): Promise<ZipFile> =>
  new Promise((resolve, reject) =>
    yauzl.fromRandomAccessReader(reader, reader.sizeBytes, { lazyEntries: true, autoClose: false, strictFileNames: true }, (error, zip) =>
      error ? reject(error) : resolve(zip),
    ),
  );

/** yauzl judges names before it shows them. */
const NAME_REFUSED = /^(?:invalid relative path|absolute path|invalid characters in fileName)/;

/** yauzl and zlib speak of the archive only; refusals of ours and aborts pass. */
function damaged(error: unknown): unknown {
  if (error instanceof AppError || (error instanceof Error && error.name === "AbortError")) return error;
  const reason = error instanceof Error ? error.message : String(error);
  if (NAME_REFUSED.test(reason)) return refuseZip(`it holds a name that leads elsewhere (${reason})`);
  return refuseZip(`it is damaged or not a zip (${reason})`);
}
