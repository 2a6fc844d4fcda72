/** @file An object of the store, read in ranges. */
import { type ByteSource, checkRange, inStretches } from "@capstan/captioner/weights/byte-source";
import { AppError } from "@capstan/run/error-code";
import { ObjectMissing, type ObjectStore } from "@capstan/storage/object-store";

const gone = (cause?: unknown): AppError => new AppError("UPLOAD_INCOMPLETE", "The uploaded file is gone. Upload it again.", { cause });

/** @throws {AppError} UPLOAD_INCOMPLETE when there is no such object any more. */
export async function openStored(store: ObjectStore, key: string): Promise<ByteSource> {
  const found = await store.stat(key);
  if (!found) throw gone();
  const { sizeBytes } = found;
  return inStretches({
    sizeBytes,
    read: async (start, length) => {
      checkRange(start, length, sizeBytes);
      const bytes = new Uint8Array(length);
      if (length === 0) return bytes;
      let at = 0;
      const stream = await store.get(key, { start, end: start + length - 1 }).catch((error: unknown) => {
        throw error instanceof ObjectMissing ? gone(error) : error;
      });
      for await (const chunk of stream as AsyncIterable<Uint8Array>) {
        bytes.set(chunk.subarray(0, length - at), at);
        at += chunk.byteLength;
      }
      if (at !== length) throw new Error(`The store gave ${at} bytes of ${key} instead of ${length}.`);
      return bytes;
    },
    close: async () => {},
  });
}
