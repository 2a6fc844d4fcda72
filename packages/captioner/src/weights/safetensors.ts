/**
 * @file The safetensors format: 8 bytes of header length, a JSON header, then raw little-endian data.
 *
 * A file may come from anywhere, so nothing in it is believed: the header's size, every shape, every range.
 * @source https://github.com/huggingface/safetensors, "Format"
 */
import { AppError } from "@capstan/run/error-code";

export interface StoredTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array | Int32Array | Uint8Array;
}
export type StoredTensors = ReadonlyMap<string, StoredTensor>;

const HEADER_BYTES_MAX = 1024 * 1024;
const DTYPES = {
  F32: { bytes: 4, read: (buffer: ArrayBuffer) => new Float32Array(buffer) },
  I32: { bytes: 4, read: (buffer: ArrayBuffer) => new Int32Array(buffer) },
  U8: { bytes: 1, read: (buffer: ArrayBuffer) => new Uint8Array(buffer) },
} as const;
type Dtype = keyof typeof DTYPES;

export interface TensorRange {
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  /** Bytes from the end of the header. */
  readonly start: number;
  readonly end: number;
}

const damaged = (because: string): AppError =>
  new AppError("CHECKPOINT_DAMAGED", `This is not a sound safetensors file: ${because}. Get the file again from where it came from.`);

const isSize = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

/** @throws {AppError} CHECKPOINT_DAMAGED when the length at the head of the file cannot be right. */
export function readHeaderLength(firstBytes: Uint8Array, fileBytes: number): number {
  if (firstBytes.length < 8 || fileBytes < 8) throw damaged("it is shorter than its header");
  const length = Buffer.from(firstBytes.buffer, firstBytes.byteOffset, 8).readBigUInt64LE();
  if (length > BigInt(HEADER_BYTES_MAX)) throw damaged(`its header claims ${length} bytes, and at most ${HEADER_BYTES_MAX} are read`);
  if (8n + length > BigInt(fileBytes)) throw damaged("its header ends after the file");
  return Number(length);
}

function checkEntry(name: string, value: unknown, dataBytes: number): TensorRange {
  if (typeof value !== "object" || value === null) throw damaged(`“${name}” is not described by an object`);
  const { dtype, shape, data_offsets: offsets } = value as Record<string, unknown>;
  if (typeof dtype !== "string" || !Object.hasOwn(DTYPES, dtype)) throw damaged(`“${name}” has a type that is not read here (F32, I32 and U8 are)`);
  if (!Array.isArray(shape) || shape.length > 8 || !shape.every(isSize)) throw damaged(`“${name}” has an impossible shape`);
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(isSize)) throw damaged(`“${name}” has an impossible place`);
  const [start, end] = offsets as [number, number];
  const bytes = shape.reduce((product: number, size: number) => product * size, DTYPES[dtype as Dtype].bytes);
  if (!Number.isSafeInteger(bytes) || start > end || end > dataBytes || end - start !== bytes) throw damaged(`“${name}” does not fit its place in the file`);
  return { dtype: dtype as Dtype, shape, start, end };
}

/**
 * Reads the header: where each tensor lies.
 * @param dataBytes bytes of the file after the header.
 * @throws {AppError} CHECKPOINT_DAMAGED for anything but a header whose ranges fit, do not overlap and leave no hole.
 */
export function parseHeader(text: string, dataBytes: number): Map<string, TensorRange> {
  let header: unknown;
  try {
    header = JSON.parse(text);
  } catch (cause) {
    throw new AppError("CHECKPOINT_DAMAGED", damaged("its header is not JSON").message, { cause });
  }
  if (typeof header !== "object" || header === null || Array.isArray(header)) throw damaged("its header is not an object");
  const ranges = new Map<string, TensorRange>();
  for (const [name, value] of Object.entries(header)) if (name !== "__metadata__") ranges.set(name, checkEntry(name, value, dataBytes));
  let at = 0;
  for (const [name, { start, end }] of [...ranges].sort((a, b) => a[1].start - b[1].start || a[1].end - b[1].end)) {
    if (start !== at) throw damaged(`“${name}” overlaps another tensor or leaves a hole`);
    at = end;
  }
  if (at !== dataBytes) throw damaged("it holds bytes that belong to no tensor");
  return ranges;
}

/** Copies the bytes of one tensor into an array of its type. */
export function readTensor(range: TensorRange, bytes: Uint8Array): StoredTensor {
  const copy = new ArrayBuffer(bytes.byteLength);
  new Uint8Array(copy).set(bytes);
  return { shape: range.shape, data: DTYPES[range.dtype].read(copy) };
}

/** A whole file from memory. @throws {AppError} CHECKPOINT_DAMAGED */
export function parseSafetensors(file: Uint8Array): StoredTensors {
  const length = readHeaderLength(file, file.byteLength);
  const data = file.subarray(8 + length);
  const ranges = parseHeader(Buffer.from(file.buffer, file.byteOffset + 8, length).toString("utf8"), data.byteLength);
  return new Map([...ranges].map(([name, range]) => [name, readTensor(range, data.subarray(range.start, range.end))]));
}

/** The file of `tensors`, in pieces that follow each other: the header, then each tensor's bytes. */
export function formatSafetensors(tensors: StoredTensors): Uint8Array[] {
  const header: Record<string, unknown> = {};
  const pieces: Uint8Array[] = [];
  let at = 0;
  // Wider types first keeps every tensor aligned, as the format asks.
  const sorted = [...tensors].sort((a, b) => b[1].data.BYTES_PER_ELEMENT - a[1].data.BYTES_PER_ELEMENT);
  for (const [name, { shape, data }] of sorted) {
    const dtype = data instanceof Float32Array ? "F32" : data instanceof Int32Array ? "I32" : "U8";
    header[name] = { dtype, shape, data_offsets: [at, at + data.byteLength] };
    pieces.push(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    at += data.byteLength;
  }
  const json = JSON.stringify(header);
  const padded = Buffer.from(json.padEnd(Math.ceil(Buffer.byteLength(json) / 8) * 8, " "));
  if (padded.byteLength > HEADER_BYTES_MAX) throw new RangeError(`The header needs ${padded.byteLength} bytes; at most ${HEADER_BYTES_MAX} can be read back.`);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(padded.byteLength));
  return [length, padded, ...pieces];
}
