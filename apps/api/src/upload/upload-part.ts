/** @file UploadPart: a piece of a file that is sent by one signed PUT. Checkpoints of runners come in the same parts. */
import type { ObjectStore } from "@capstan/storage/object-store";
import { builder } from "../schema/builder.ts";

/** 8 MiB: small enough to be sent again, large enough that a file of 20 GiB stays below the 10,000 parts of S3. */
export const PART_BYTES = 8 * 1024 ** 2;
/** A slow line needs minutes for a part, and asks for fresh URLs when it goes on later. */
const PART_URL_SECONDS = 3600;

export interface UploadPart {
  readonly number: number;
  readonly sizeBytes: number;
  readonly url: string;
  readonly received: boolean;
}
export interface PartedObject {
  readonly key: string;
  readonly storageUploadId: string;
  readonly sizeBytes: number;
  readonly partSizeBytes: number;
}

/** The sizes of the parts of a file; an empty file has one empty part. */
export function partSizes(sizeBytes: number, partSizeBytes: number): number[] {
  const full = Math.floor(sizeBytes / partSizeBytes);
  const rest = sizeBytes - full * partSizeBytes;
  return [...Array.from({ length: full }, () => partSizeBytes), ...(rest > 0 || full === 0 ? [rest] : [])];
}

/** Numbers of the parts that have not arrived whole. */
export async function missingParts(store: ObjectStore, object: PartedObject): Promise<number[]> {
  const received = new Map((await store.listParts(object.key, object.storageUploadId)).map((part) => [part.part, part.sizeBytes]));
  return partSizes(object.sizeBytes, object.partSizeBytes).flatMap((size, index) => (received.get(index + 1) === size ? [] : [index + 1]));
}

/** Every part with a fresh URL, and whether it has arrived. */
export async function signedParts(store: ObjectStore, object: PartedObject): Promise<UploadPart[]> {
  const missing = new Set(await missingParts(store, object));
  return Promise.all(
    partSizes(object.sizeBytes, object.partSizeBytes).map(async (sizeBytes, index) => {
      const number = index + 1;
      const url = await store.signedPartUrl(object.key, object.storageUploadId, number, sizeBytes, { expiresSeconds: PART_URL_SECONDS });
      return { number, sizeBytes, url, received: !missing.has(number) };
    }),
  );
}

export const UploadPartRef = builder.objectRef<UploadPart>("UploadPart").implement({
  description:
    "A piece of a file. Send it by PUT to its URL with exactly `sizeBytes` bytes; it may be sent again until the upload is complete.",
  fields: (t) => ({
    number: t.exposeInt("number", { description: "From 1." }),
    sizeBytes: t.field({
      type: "SafeInt",
      description: "Bytes; the last part may be smaller than the others.",
      resolve: (part) => part.sizeBytes,
    }),
    url: t.exposeString("url", {
      description: "Signed, for a PUT of this part alone. Valid for an hour; ask for the upload again to get a fresh one.",
    }),
    received: t.exposeBoolean("received", { description: "True when the part has arrived whole and need not be sent again." }),
  }),
});
