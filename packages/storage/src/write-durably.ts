/** @file Files that are whole or absent: written under a temporary name, flushed to the disk, then given their name. */
import { createHash, randomBytes } from "node:crypto";
import { createWriteStream } from "node:fs";
import { link, mkdir, open, rename, rm } from "node:fs/promises";
import path from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { StoredObject } from "./object-store.ts";

/** A file that nobody sees yet. Exactly one of `place`, `replace` and `discard` ends it. */
export interface TemporaryFile extends StoredObject {
  /** Names it `target`. @returns false, with the file discarded, when `target` exists. */
  place(target: string): Promise<boolean>;
  /** Names it `target`, in place of what was there. */
  replace(target: string): Promise<void>;
  discard(): Promise<void>;
}

/**
 * Writes `source` into `folder` and flushes it. On any error nothing is left.
 * @param sizeMax bytes; more end the writing with a TooLarge.
 */
export async function writeTemporary(folder: string, source: Readable | Uint8Array, sizeMax = Infinity): Promise<TemporaryFile> {
  await mkdir(folder, { recursive: true });
  const file = path.join(folder, `${randomBytes(12).toString("hex")}.part`);
  const hash = createHash("sha256");
  let sizeBytes = 0;
  const discard = (): Promise<void> => rm(file, { force: true });
  try {
    await pipeline(
      source instanceof Uint8Array ? Readable.from([source]) : source,
      async function* (chunks: AsyncIterable<Buffer>) {
        for await (const chunk of chunks) {
          sizeBytes += chunk.byteLength;
          if (sizeBytes > sizeMax) throw new TooLarge();
          hash.update(chunk);
          yield chunk;
        }
      },
      createWriteStream(file, { flags: "wx", mode: 0o600, flush: true }),
    );
  } catch (error) {
    await discard();
    throw error;
  }
  return {
    sizeBytes,
    sha256: hash.digest("hex"),
    discard,
    place: async (target) => {
      await mkdir(path.dirname(target), { recursive: true });
      try {
        // A hard link, unlike a rename, fails when the name is taken.
        await link(file, target);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
        throw error;
      } finally {
        await discard();
      }
      await flushFolder(path.dirname(target));
      return true;
    },
    replace: async (target) => {
      await rename(file, target);
      await flushFolder(path.dirname(target));
    },
  };
}

/** More bytes came than were announced. */
export class TooLarge extends Error {
  override name = "TooLarge";
}

/** A new name survives a power cut only when its folder is flushed too. */
export async function flushFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
