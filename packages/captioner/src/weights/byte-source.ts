/** @file Bytes that are read in ranges: of a file, an object in a store, or memory. */
import { open } from "node:fs/promises";
import { AppError } from "@capstan/run/error-code";

export interface ByteSource {
  readonly sizeBytes: number;
  /**
   * Exactly `length` bytes from `start`, in a buffer of their own.
   * @throws {AppError} CHECKPOINT_DAMAGED when the range does not lie within the source, or the source ends while it is read.
   */
  read(start: number, length: number): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** What is asked of the system in one read. */
const AT_ONCE = 64 * 1024 ** 2;

/** @throws {AppError} CHECKPOINT_DAMAGED when `length` bytes from `start` are not all among `sizeBytes`. */
export function checkRange(start: number, length: number, sizeBytes: number): void {
  if (Number.isSafeInteger(start) && Number.isSafeInteger(length) && start >= 0 && length >= 0 && start + length <= sizeBytes) return;
  throw new AppError(
    "CHECKPOINT_DAMAGED",
    `The file has ${sizeBytes} bytes and points to ${length} bytes from ${start}. Get it again from where it came from.`,
  );
}

/** A file on this disk. The caller owns it: `close()` when done. */
export async function openFile(path: string): Promise<ByteSource> {
  const file = await open(path, "r");
  const { size: sizeBytes } = await file.stat();
  return {
    sizeBytes,
    read: async (start, length) => {
      checkRange(start, length, sizeBytes);
      const bytes = new Uint8Array(length);
      for (let at = 0; at < length;) {
        const { bytesRead } = await file.read(bytes, at, Math.min(AT_ONCE, length - at), start + at);
        if (bytesRead === 0)
          throw new AppError("CHECKPOINT_DAMAGED", `${path} ended while it was read. Get the file again from where it came from.`);
        at += bytesRead;
      }
      return bytes;
    },
    close: () => file.close(),
  };
}

export const bytesInMemory = (bytes: Uint8Array): ByteSource => ({
  sizeBytes: bytes.byteLength,
  read: async (start, length) => {
    checkRange(start, length, bytes.byteLength);
    // Copied: a Buffer's own slice would share its memory, at any alignment.
    return new Uint8Array(bytes.subarray(start, start + length));
  },
  close: async () => {},
});

/** Small reads are answered from the last stretch of so many bytes: a store far away is asked once for what lies together. */
const STRETCH = 1024 ** 2;

/** `source`, asked for less often. */
export function inStretches(source: ByteSource): ByteSource {
  let start = 0;
  let stretch: Uint8Array = new Uint8Array(0);
  return {
    sizeBytes: source.sizeBytes,
    read: async (from, length) => {
      checkRange(from, length, source.sizeBytes);
      if (length >= STRETCH) return source.read(from, length);
      if (from < start || from + length > start + stretch.byteLength) {
        stretch = await source.read(from, Math.min(STRETCH, source.sizeBytes - from));
        start = from;
      }
      return new Uint8Array(stretch.subarray(from - start, from - start + length));
    },
    close: () => source.close(),
  };
}
