/**
 * @file How one report lies on disk: 16 bytes of header, then the body.
 *
 *   0  uint32  length of the body in bytes
 *   4  uint32  CRC-32 of the sequence and the body
 *   8  uint64  sequence
 *
 * A write that a crash cut short fails its checksum or is too short; both read as the end of the log.
 */
import { crc32 } from "node:zlib";

export const HEADER_BYTES = 16;
/** No report is near this; a length above it is damage, not a reason to allocate. */
const BODY_BYTES_MAX = 16 * 1024 ** 2;

export function encodeRecord(sequence: number, body: Uint8Array): Buffer {
  const record = Buffer.alloc(HEADER_BYTES + body.length);
  record.writeUInt32BE(body.length, 0);
  record.writeBigUInt64BE(BigInt(sequence), 8);
  record.set(body, HEADER_BYTES);
  record.writeUInt32BE(crc32(record.subarray(8)), 4);
  return record;
}

export interface Located {
  readonly sequence: number;
  /** Of the header, in its file. */
  readonly offset: number;
  readonly bodyBytes: number;
}

/** The sound records at the start of `log`, and where the first unsound byte lies (`log.length` when there is none). */
export function scanRecords(log: Buffer): { records: Located[]; soundBytes: number } {
  const records: Located[] = [];
  let offset = 0;
  while (offset + HEADER_BYTES <= log.length) {
    const bodyBytes = log.readUInt32BE(offset);
    const end = offset + HEADER_BYTES + bodyBytes;
    if (bodyBytes > BODY_BYTES_MAX || end > log.length) break;
    if (crc32(log.subarray(offset + 8, end)) !== log.readUInt32BE(offset + 4)) break;
    records.push({ sequence: Number(log.readBigUInt64BE(offset + 8)), offset, bodyBytes });
    offset = end;
  }
  return { records, soundBytes: offset };
}
