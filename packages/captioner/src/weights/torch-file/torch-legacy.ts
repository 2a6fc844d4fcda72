/**
 * @file PyTorch's files before 1.6: five pickles (a magic number, a version, the system, the object, the keys of the storages),
 * then each storage as eight bytes of count and its numbers.
 */
import type { ByteSource } from "../byte-source.ts";
import { ITEM_BYTES, type PickleValue, TorchStorage } from "./pickle-value.ts";
import { readPickle } from "./read-pickle.ts";
import { unsound } from "./refuse.ts";
import { storagesIn } from "./tensors-in.ts";
import type { StoragePlace } from "./torch-storage-place.ts";
import { PICKLE_BYTES_MAX, type TorchArchive } from "./torch-zip.ts";

const MAGIC = 0x1950a86a20f9469cfc6cn;
const PROTOCOL = 1001;

/** True when the file begins with the pickle of the magic number. */
export function isTorchLegacy(head: Uint8Array): boolean {
  try {
    return readPickle(head).value === MAGIC;
  } catch {
    return false;
  }
}

/** @throws {AppError} CHECKPOINT_DAMAGED */
export async function openTorchLegacy(source: ByteSource): Promise<TorchArchive> {
  const head = await source.read(0, Math.min(source.sizeBytes, PICKLE_BYTES_MAX));
  let at = 0;
  const next = (): PickleValue => {
    const { value, sizeBytes } = readPickle(head.subarray(at));
    at += sizeBytes;
    return value;
  };
  const [, protocol, system, root, keys] = [next(), next(), next(), next(), next()];
  if (protocol !== PROTOCOL) throw unsound("it is of a version that is not known");
  if (!(system instanceof Map) || system.get("little_endian") !== true)
    throw unsound("its numbers are in big-endian order: save it again on another machine");
  if (!Array.isArray(keys)) throw unsound("it does not list its storages");
  const storages = storagesIn(root);
  const places = new Map<string, StoragePlace>();
  for (const key of keys) {
    const storage = typeof key === "string" ? storages.get(key) : undefined;
    if (!(storage instanceof TorchStorage)) throw unsound("it lists a storage that nothing uses");
    const count = Buffer.from(await source.read(at, 8)).readBigInt64LE();
    if (count !== BigInt(storage.count)) throw unsound(`a storage holds ${count} numbers instead of ${storage.count}`);
    const sizeBytes = storage.count * ITEM_BYTES[storage.dtype];
    places.set(storage.key, { start: at + 8, sizeBytes, crc32: null });
    at += 8 + sizeBytes;
    if (at > source.sizeBytes) throw unsound("it ends before its last storage, as a download does that broke off");
  }
  return {
    root,
    place: async (key) => {
      const place = places.get(key);
      if (!place) throw unsound(`its storage “${key.slice(0, 100)}” is missing`);
      return place;
    },
  };
}
