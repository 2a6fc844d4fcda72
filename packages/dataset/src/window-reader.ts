/** @file Bytes of a file or an object in any order, for yauzl: read in windows, so that an uploaded zip costs few requests. */
import { open } from "node:fs/promises";
import { Readable } from "node:stream";
import { AppError } from "@capstan/run/error-code";
import type { ObjectStore } from "@capstan/storage/object-store";
import yauzl from "yauzl";

/** A file on this machine's disk, or one that was uploaded. */
export type BytesPlace = { readonly file: string } | { readonly store: ObjectStore; readonly key: string };

const WINDOW_BYTES = 1024 ** 2;
/** A directory at the end, and some pictures that are read at once. */
const WINDOWS_KEPT = 16;

/** @throws {AppError} DATASET_INVALID or UPLOAD_INCOMPLETE when there is nothing at `place`. */
export async function openBytes(place: BytesPlace): Promise<WindowReader> {
  return "file" in place ? openDisk(place.file) : openObject(place.store, place.key);
}

export class WindowReader extends yauzl.RandomAccessReader {
  readonly sizeBytes: number;
  /** Closes what lies below. */
  readonly end: () => Promise<void>;
  readonly #load: (start: number, length: number) => Promise<Buffer>;
  /** By index, the one that was used last at the end. */
  readonly #windows = new Map<number, Promise<Buffer>>();

  constructor(sizeBytes: number, load: (start: number, length: number) => Promise<Buffer>, end: () => Promise<void>) {
    super();
    this.sizeBytes = sizeBytes;
    this.#load = load;
    this.end = end;
  }

  override _readStreamForRange(start: number, end: number): Readable {
    return Readable.from(this.#slices(start, end), { objectMode: false });
  }

  async *#slices(start: number, end: number): AsyncGenerator<Buffer> {
    for (let at = start; at < end;) {
      const index = Math.floor(at / WINDOW_BYTES);
      const from = at - index * WINDOW_BYTES;
      const slice = (await this.#window(index)).subarray(from, from + end - at);
      if (slice.byteLength === 0) throw new Error("the file ends too early");
      yield slice;
      at += slice.byteLength;
    }
  }

  #window(index: number): Promise<Buffer> {
    const start = index * WINDOW_BYTES;
    const window = this.#windows.get(index) ?? this.#load(start, Math.min(WINDOW_BYTES, this.sizeBytes - start));
    this.#windows.delete(index);
    this.#windows.set(index, window);
    if (this.#windows.size > WINDOWS_KEPT) this.#windows.delete(this.#windows.keys().next().value!);
    window.catch(() => this.#windows.delete(index));
    return window;
  }
}

async function openDisk(file: string): Promise<WindowReader> {
  const handle = await open(file, "r").catch((cause: unknown) => {
    throw new AppError("DATASET_INVALID", `There is no file “${file}” on this machine. Give the path of the zip.`, { cause });
  });
  const { size } = await handle.stat();
  const load = async (start: number, length: number): Promise<Buffer> => {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, start);
    return buffer.subarray(0, bytesRead);
  };
  return new WindowReader(size, load, () => handle.close());
}

async function openObject(store: ObjectStore, key: string): Promise<WindowReader> {
  const found = await store.stat(key);
  if (!found) throw new AppError("UPLOAD_INCOMPLETE", "The uploaded zip is not there. Upload it again.", { detail: { key } });
  const load = async (start: number, length: number): Promise<Buffer> =>
    Buffer.concat(await (await store.get(key, { start, end: start + length - 1 })).toArray());
  return new WindowReader(found.sizeBytes, load, () => Promise.resolve());
}
