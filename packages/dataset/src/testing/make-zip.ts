/** @file Zips for tests, byte by byte, so that they can lie wherever an attacker would. */
import { crc32, deflateRawSync } from "node:zlib";

export interface ZipEntrySpec {
  readonly name: string;
  readonly data?: Buffer;
  readonly deflate?: boolean;
  /** What the headers claim instead of the truth. */
  readonly claims?: { readonly sizeBytes?: number; readonly crc?: number; readonly method?: number; readonly flags?: number };
  /** Unix type and permissions. */
  readonly mode?: number;
  /** Index of an earlier entry whose bytes this one claims as its own. */
  readonly sameBytesAs?: number;
}

const UTF8_NAMES = 0x800;

/** The bytes of a zip with `entries`. @param entryCount what the end record claims. */
export function makeZip(entries: readonly ZipEntrySpec[], entryCount = entries.length): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  const offsets: number[] = [];
  let at = 0;
  for (const entry of entries) {
    const data = (entry.sameBytesAs === undefined ? entry : entries[entry.sameBytesAs]!).data ?? Buffer.alloc(0);
    const packed = entry.deflate ? deflateRawSync(data) : data;
    const name = Buffer.from(entry.name);
    const fields = {
      method: entry.claims?.method ?? (entry.deflate ? 8 : 0),
      flags: entry.claims?.flags ?? UTF8_NAMES,
      crc: entry.claims?.crc ?? crc32(data),
      sizeBytes: entry.claims?.sizeBytes ?? data.byteLength,
    };
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(fields.flags, 2);
    common.writeUInt16LE(fields.method, 4);
    common.writeUInt32LE(fields.crc >>> 0, 10);
    common.writeUInt32LE(packed.byteLength, 14);
    common.writeUInt32LE(fields.sizeBytes, 18);
    common.writeUInt16LE(name.byteLength, 22);
    const offset = entry.sameBytesAs === undefined ? at : offsets[entry.sameBytesAs]!;
    offsets.push(offset);
    if (entry.sameBytesAs === undefined) {
      const local = Buffer.concat([Buffer.from("PK\u0003\u0004"), common, name, packed]);
      locals.push(local);
      at += local.byteLength;
    }
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(((entry.mode ?? 0o100644) << 16) >>> 0, 6);
    rest.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([Buffer.from("PK\u0001\u0002"), Buffer.from([20, 3]), common, rest, name]));
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write("PK\u0005\u0006");
  end.writeUInt16LE(entryCount, 8);
  end.writeUInt16LE(entryCount, 10);
  end.writeUInt32LE(listed.byteLength, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...locals, listed, end]);
}
