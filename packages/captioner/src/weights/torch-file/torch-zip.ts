/** @file PyTorch's files since 1.6: a zip with `data.pkl` and, for each storage, `data/<key>`. */
import type { ByteSource } from "../byte-source.ts";
import type { PickleValue } from "./pickle-value.ts";
import { readPickle } from "./read-pickle.ts";
import { notWeights, unsound } from "./refuse.ts";
import type { StoragePlace } from "./torch-storage-place.ts";
import { dataStart, readZipDirectory, type StoredEntry } from "./zip-directory.ts";

export interface TorchArchive {
  readonly root: PickleValue;
  /** @throws {AppError} CHECKPOINT_DAMAGED when the file has no such storage. */
  place(key: string): Promise<StoragePlace>;
}

/** Names and numbers of a checkpoint take less than one; the weights are not in it. */
export const PICKLE_BYTES_MAX = 16 * 1024 ** 2;

async function readText(source: ByteSource, entry: StoredEntry): Promise<string> {
  return Buffer.from(await source.read(await dataStart(source, entry), Math.min(entry.sizeBytes, 16)))
    .toString("latin1")
    .trim();
}

/** @throws {AppError} CHECKPOINT_DAMAGED */
export async function openTorchZip(source: ByteSource): Promise<TorchArchive> {
  const entries = await readZipDirectory(source);
  const pickleName = [...entries.keys()].find((name) => name === "data.pkl" || name.endsWith("/data.pkl"));
  if (pickleName === undefined) throw unsound("it is a zip without data.pkl");
  const folder = pickleName.slice(0, -"data.pkl".length);
  if (entries.has(`${folder}constants.pkl`)) throw notWeights("is a TorchScript program");
  const order = entries.get(`${folder}byteorder`);
  if (order && (await readText(source, order)) !== "little")
    throw unsound("its numbers are in big-endian order: save it again on another machine");
  const pickle = entries.get(pickleName)!;
  if (pickle.sizeBytes > PICKLE_BYTES_MAX) throw notWeights(`holds ${pickle.sizeBytes} bytes besides its weights`);
  const { value: root } = readPickle(await source.read(await dataStart(source, pickle), pickle.sizeBytes));
  return {
    root,
    place: async (key) => {
      const entry = entries.get(`${folder}data/${key}`);
      if (!entry) throw unsound(`its storage “${key.slice(0, 100)}” is missing`);
      return { start: await dataStart(source, entry), sizeBytes: entry.sizeBytes, crc32: entry.crc32 };
    },
  };
}
