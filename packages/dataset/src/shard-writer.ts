/** @file Pictures to ustar archives in an object store. Any tar can open them; names inside are ours, never a user's. */
import { once } from "node:events";
import { PassThrough } from "node:stream";
import type { ObjectStore, StoredObject } from "@capstan/storage/object-store";
import type { ManifestShard } from "./manifest.ts";

/** Small enough to fetch again after a fault, large enough that COCO is a few dozen. */
export const SHARD_BYTES_MAX = 256 * 1024 ** 2;
const BLOCK = 512;

interface OpenShard {
  readonly name: string;
  readonly stream: PassThrough;
  readonly stored: Promise<StoredObject>;
  sizeBytes: number;
}

/** One at a time: `add` is awaited before the next. After an error call `discard`. */
export class ShardWriter {
  readonly #store: ObjectStore;
  readonly #prefix: string;
  readonly #shardBytesMax: number;
  readonly #shards: ManifestShard[] = [];
  readonly #keys: string[] = [];
  #open: OpenShard | null = null;

  constructor(store: ObjectStore, prefix: string, shardBytesMax = SHARD_BYTES_MAX) {
    this.#store = store;
    this.#prefix = prefix;
    this.#shardBytesMax = shardBytesMax;
  }

  /** @returns where the first byte of `bytes` will be found. */
  async add(name: string, bytes: Buffer): Promise<{ shard: number; offset: number }> {
    const padded = Math.ceil(bytes.byteLength / BLOCK) * BLOCK;
    // Two empty blocks end an archive.
    if (this.#open && this.#open.sizeBytes + BLOCK + padded + 2 * BLOCK > this.#shardBytesMax) await this.#close();
    const open = (this.#open ??= this.#begin());
    const offset = open.sizeBytes + BLOCK;
    await write(open, ustarHeader(name, bytes.byteLength));
    await write(open, bytes);
    if (padded > bytes.byteLength) await write(open, Buffer.alloc(padded - bytes.byteLength));
    return { shard: this.#shards.length, offset };
  }

  async finish(): Promise<ManifestShard[]> {
    await this.#close();
    return this.#shards;
  }

  /** Deletes all that was written. */
  async discard(): Promise<void> {
    const open = this.#open;
    this.#open = null;
    if (open) {
      open.stream.destroy();
      // Cut off on purpose: how its writing ends does not matter, only that it has.
      await open.stored.catch(() => undefined);
    }
    for (const key of this.#keys) await this.#store.delete(key);
  }

  #begin(): OpenShard {
    const name = `${String(this.#shards.length).padStart(5, "0")}.tar`;
    const key = `${this.#prefix}/shards/${name}`;
    this.#keys.push(key);
    const stream = new PassThrough({ highWaterMark: 1024 ** 2 });
    const stored = this.#store.put(key, stream);
    stored.catch(() => stream.destroy());
    return { name, stream, stored, sizeBytes: 0 };
  }

  async #close(): Promise<void> {
    const open = this.#open;
    if (!open) return;
    await write(open, Buffer.alloc(2 * BLOCK));
    open.stream.end();
    const { sha256, sizeBytes } = await open.stored;
    this.#shards.push({ name: open.name, sha256, sizeBytes });
    this.#open = null;
  }
}

/** Waits while the store is behind; ends with the store's own error when that gave up. */
async function write(shard: OpenShard, bytes: Buffer): Promise<void> {
  shard.sizeBytes += bytes.byteLength;
  if (shard.stream.destroyed) await shard.stored;
  if (shard.stream.write(bytes)) return;
  await Promise.race([once(shard.stream, "drain"), shard.stored]);
}

/** @source POSIX.1-1988 ustar: 512 bytes, numbers in octal, the checksum over the header with its own field as spaces. */
export function ustarHeader(name: string, sizeBytes: number): Buffer {
  const header = Buffer.alloc(BLOCK);
  const octal = (value: number, length: number): string => `${value.toString(8).padStart(length - 1, "0")}\u0000`;
  header.write(name, 0, 100, "ascii");
  header.write(octal(0o644, 8), 100, "ascii");
  header.write(octal(0, 8), 108, "ascii");
  header.write(octal(0, 8), 116, "ascii");
  header.write(octal(sizeBytes, 12), 124, "ascii");
  // No time of day: the same pictures give the same bytes.
  header.write(octal(0, 12), 136, "ascii");
  header.write("        ", 148, "ascii");
  header.write("0", 156, "ascii");
  header.write("ustar\u000000", 257, "ascii");
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, "0")}\u0000 `, 148, "ascii");
  return header;
}
