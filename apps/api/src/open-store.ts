/** @file The object store of the settings. */
import { randomBytes } from "node:crypto";
import { DiskStore } from "@capstan/storage/disk-store";
import type { ObjectStore } from "@capstan/storage/object-store";
import type { DiskObjects, S3Objects } from "./config.ts";

export type ObjectSettings = DiskObjects | S3Objects;

/** @param publicUrl where callers reach this API: the disk store's URLs begin with it. */
export async function openStore(objects: ObjectSettings, publicUrl: string): Promise<ObjectStore> {
  if (objects.kind === "disk") return new DiskStore({ root: objects.folder, baseUrl: publicUrl, secret: objects.secret });
  // Amazon's library takes a second to load: only who uses it waits for it.
  const { S3Store } = await import("@capstan/storage/s3-store");
  const { bucket, region, endpoint, accessKeyId, secretAccessKey } = objects;
  return new S3Store({
    bucket,
    region,
    ...(endpoint === null ? {} : { endpoint, forcePathStyle: true }),
    ...(accessKeyId !== null && secretAccessKey !== null ? { credentials: { accessKeyId, secretAccessKey } } : {}),
  });
}

/** Settings for a process that reads and writes objects and signs no URLs: without what it does not need. */
export const withoutSigning = (objects: ObjectSettings): ObjectSettings =>
  objects.kind === "disk" ? { ...objects, secret: randomBytes(32).toString("hex") } : objects;
