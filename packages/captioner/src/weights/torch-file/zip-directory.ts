/**
 * @file The directory of a zip whose files are stored without compression, as PyTorch writes it: where each file's bytes lie.
 * @source https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT, 4.3
 */
import type { ByteSource } from "../byte-source.ts";
import { unsound } from "./refuse.ts";

export interface StoredEntry {
  readonly start: number;
  readonly sizeBytes: number;
  readonly crc32: number;
}

const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
const END64 = 0x06064b50;
const LOCATOR64 = 0x07064b50;
const END_BYTES = 22;
const CENTRAL_BYTES = 46;
const LOCAL_BYTES = 30;
const COMMENT_MAX = 65_535;
const DIRECTORY_BYTES_MAX = 32 * 1024 ** 2;
const ENTRIES_MAX = 100_000;
/** Stands for "see the 64-bit field". */
const SEE_64 = 0xffffffff;
const EXTRA_64 = 1;

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

function uint64(view: DataView, at: number): number {
  const value = Number(view.getBigUint64(at, true));
  if (!Number.isSafeInteger(value)) throw unsound("its directory holds an impossible number");
  return value;
}

interface Directory {
  readonly entries: number;
  readonly sizeBytes: number;
  readonly start: number;
}

async function findDirectory(source: ByteSource): Promise<Directory> {
  const tailBytes = Math.min(source.sizeBytes, END_BYTES + COMMENT_MAX);
  const tailStart = source.sizeBytes - tailBytes;
  const tail = viewOf(await source.read(tailStart, tailBytes));
  let at = tailBytes - END_BYTES;
  while (at >= 0 && tail.getUint32(at, true) !== END) at--;
  if (at < 0) throw unsound("it ends before its directory, as a download does that broke off");
  const short = { entries: tail.getUint16(at + 10, true), sizeBytes: tail.getUint32(at + 12, true), start: tail.getUint32(at + 16, true) };
  const locatorAt = tailStart + at - 20;
  if (locatorAt < 0) return short;
  const locator = viewOf(await source.read(locatorAt, 20));
  if (locator.getUint32(0, true) !== LOCATOR64) return short;
  const end = viewOf(await source.read(uint64(locator, 8), 56));
  if (end.getUint32(0, true) !== END64) throw unsound("its directory's end is not where it is said to be");
  return { entries: uint64(end, 32), sizeBytes: uint64(end, 40), start: uint64(end, 48) };
}

/** Reads size and place from the extra field, where the short fields have no room for them. */
function wide(extra: DataView, sizes: { packed: number; size: number; local: number }): typeof sizes {
  for (let at = 0; at + 4 <= extra.byteLength;) {
    const length = extra.getUint16(at + 2, true);
    const end = at + 4 + length;
    if (end > extra.byteLength) break;
    if (extra.getUint16(at, true) === EXTRA_64) {
      const found = { ...sizes };
      let field = at + 4;
      for (const name of ["size", "packed", "local"] as const) {
        if (sizes[name] !== SEE_64) continue;
        if (field + 8 > end) throw unsound("its directory is cut short");
        found[name] = uint64(extra, field);
        field += 8;
      }
      return found;
    }
    at = end;
  }
  return sizes;
}

/** Files by their names. @throws {AppError} CHECKPOINT_DAMAGED for a zip that is compressed, encrypted or broken. */
export async function readZipDirectory(source: ByteSource): Promise<Map<string, StoredEntry>> {
  const directory = await findDirectory(source);
  if (directory.sizeBytes > DIRECTORY_BYTES_MAX || directory.entries > ENTRIES_MAX)
    throw unsound(`its directory lists ${directory.entries} files`);
  const bytes = await source.read(directory.start, directory.sizeBytes);
  const view = viewOf(bytes);
  const files = new Map<string, StoredEntry>();
  for (let at = 0, i = 0; i < directory.entries; i++) {
    if (at + CENTRAL_BYTES > bytes.byteLength || view.getUint32(at, true) !== CENTRAL) throw unsound("its directory is broken");
    const [flags, method, crc32] = [view.getUint16(at + 8, true), view.getUint16(at + 10, true), view.getUint32(at + 16, true)];
    const [nameBytes, extraBytes, commentBytes] = [28, 30, 32].map((field) => view.getUint16(at + field, true)) as [number, number, number];
    const next = at + CENTRAL_BYTES + nameBytes + extraBytes + commentBytes;
    if (next > bytes.byteLength) throw unsound("its directory is cut short");
    const nameStart = at + CENTRAL_BYTES;
    const name = Buffer.from(bytes.subarray(nameStart, nameStart + nameBytes)).toString("utf8");
    const short = { packed: view.getUint32(at + 20, true), size: view.getUint32(at + 24, true), local: view.getUint32(at + 42, true) };
    const { packed, size, local } = wide(viewOf(bytes.subarray(nameStart + nameBytes, nameStart + nameBytes + extraBytes)), short);
    if ((flags & 1) !== 0 || method !== 0 || packed !== size)
      throw unsound(`“${name.slice(0, 100)}” in it is compressed or encrypted, which PyTorch never does`);
    if (files.has(name)) throw unsound(`it holds “${name.slice(0, 100)}” twice`);
    files.set(name, { start: local, sizeBytes: size, crc32 });
    at = next;
  }
  return files;
}

/** Where the bytes of an entry begin: behind its own header. */
export async function dataStart(source: ByteSource, entry: StoredEntry): Promise<number> {
  const header = viewOf(await source.read(entry.start, LOCAL_BYTES));
  if (header.getUint32(0, true) !== LOCAL) throw unsound("a file in it is not where the directory says");
  return entry.start + LOCAL_BYTES + header.getUint16(26, true) + header.getUint16(28, true);
}
