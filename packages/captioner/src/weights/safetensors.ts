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
  F32: (buffer: ArrayBuffer) => new Float32Array(buffer),
  I32: (buffer: ArrayBuffer) => new Int32Array(buffer),
  U8: (buffer: ArrayBuffer) => new Uint8Array(buffer),
} as const;
type Dtype = keyof typeof DTYPES;
/** Bytes of a number, by type. */
type Widths = Readonly<Record<string, number>>;
const OUR_WIDTHS = { F32: 4, I32: 4, U8: 1 } as const satisfies Record<Dtype, number>;

export interface TensorRange<D extends string = Dtype> {
  readonly dtype: D;
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

function checkEntry<W extends Widths>(name: string, value: unknown, dataBytes: number, widths: W): TensorRange<Extract<keyof W, string>> {
  if (typeof value !== "object" || value === null) throw damaged(`“${name}” is not described by an object`);
  const { dtype, shape, data_offsets: offsets } = value as Record<string, unknown>;
  if (typeof dtype !== "string" || !Object.hasOwn(widths, dtype))
    throw damaged(`“${name}” has a type that is not read here (${Object.keys(widths).join(", ")} are)`);
  if (!Array.isArray(shape) || shape.length > 8 || !shape.every(isSize)) throw damaged(`“${name}” has an impossible shape`);
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(isSize)) throw damaged(`“${name}” has an impossible place`);
  const [start, end] = offsets as [number, number];
  const bytes = shape.reduce((product: number, size: number) => product * size, widths[dtype]!);
  if (!Number.isSafeInteger(bytes) || start > end || end > dataBytes || end - start !== bytes)
    throw damaged(`“${name}” does not fit its place in the file`);
  return { dtype: dtype as Extract<keyof W, string>, shape, start, end };
}

/**
 * Reads the header: where each tensor lies.
 * @param dataBytes bytes of the file after the header.
 * @param widths types that are read, with their bytes: ours, unless the file is another program's.
 * @throws {AppError} CHECKPOINT_DAMAGED for anything but a header whose ranges fit, do not overlap and leave no hole.
 */
export function parseHeader(text: string, dataBytes: number): Map<string, TensorRange>;
export function parseHeader<W extends Widths>(
  text: string,
  dataBytes: number,
  widths: W,
): Map<string, TensorRange<Extract<keyof W, string>>>;
export function parseHeader(text: string, dataBytes: number, widths: Widths = OUR_WIDTHS): Map<string, TensorRange<string>> {
  let header: unknown;
  try {
    header = JSON.parse(text);
  } catch (cause) {
    throw new AppError("CHECKPOINT_DAMAGED", damaged("its header is not JSON").message, { cause });
  }
  if (typeof header !== "object" || header === null || Array.isArray(header)) throw damaged("its header is not an object");
  const ranges = new Map<string, TensorRange<string>>();
  for (const [name, value] of Object.entries(header))
    if (name !== "__metadata__") ranges.set(name, checkEntry(name, value, dataBytes, widths));
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
  return { shape: range.shape, data: DTYPES[range.dtype](copy) };
}

/** A whole file from memory. @throws {AppError} CHECKPOINT_DAMAGED */
export function parseSafetensors(file: Uint8Array): StoredTensors {
  const length = readHeaderLength(file, file.byteLength);
  const data = file.subarray(8 + length);
  const ranges = parseHeader(Buffer.from(file.buffer, file.byteOffset + 8, length).toString("utf8"), data.byteLength);
  return new Map([...ranges].map(([name, range]) => [name, readTensor(range, data.subarray(range.start, range.end))]));
}

/** What the head of a file says of a tensor. */
export interface TensorHead {
  readonly name: string;
  readonly dtype: Dtype;
  readonly shape: readonly number[];
}

/**
 * The head of a file whose tensors follow in this order: length and header, padded to a multiple of eight bytes.
 * @throws {RangeError} when it would be longer than can be read back.
 */
export function formatHeader(tensors: readonly TensorHead[]): Uint8Array {
  const header: Record<string, unknown> = {};
  let at = 0;
  for (const { name, dtype, shape } of tensors) {
    const bytes = shape.reduce((product, size) => product * size, OUR_WIDTHS[dtype]);
    header[name] = { dtype, shape, data_offsets: [at, at + bytes] };
    at += bytes;
  }
  const json = JSON.stringify(header);
  const padded = Buffer.from(json.padEnd(json.length + (-Buffer.byteLength(json) & 7), " "));
  if (padded.byteLength > HEADER_BYTES_MAX)
    throw new RangeError(`The header needs ${padded.byteLength} bytes; at most ${HEADER_BYTES_MAX} can be read back.`);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(padded.byteLength));
  return Buffer.concat([length, padded]);
}

const dtypeOf = (data: StoredTensor["data"]): Dtype => (data instanceof Float32Array ? "F32" : data instanceof Int32Array ? "I32" : "U8");

/** The file of `tensors`, in pieces that follow each other: the header, then each tensor's bytes. */
export function formatSafetensors(tensors: StoredTensors): Uint8Array[] {
  // Wider types first keeps every tensor aligned, as the format asks.
  const sorted = [...tensors].sort((a, b) => b[1].data.BYTES_PER_ELEMENT - a[1].data.BYTES_PER_ELEMENT);
  const head = formatHeader(sorted.map(([name, { shape, data }]) => ({ name, dtype: dtypeOf(data), shape })));
  return [head, ...sorted.map(([, { data }]) => new Uint8Array(data.buffer, data.byteOffset, data.byteLength))];
}
