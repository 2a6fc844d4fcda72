/** @file The bytes of a pickle, read front to back and never beyond their end. */
import { unsound } from "./refuse.ts";

const UTF8 = new TextDecoder("utf-8", { fatal: true });
const NEWLINE = 0x0a;
const LINE_MAX = 1_000;
/** PyTorch's magic number has ten. */
const LONG_BYTES_MAX = 16;

export class PickleBytes {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;
  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get position(): number {
    return this.#at;
  }
  /** Moves on by `length`. @returns where they begin. */
  #skip(length: number): number {
    const start = this.#at;
    if (length > this.#bytes.byteLength - start) throw unsound("its pickle ends early");
    this.#at += length;
    return start;
  }
  bytes(length: number): Uint8Array {
    const start = this.#skip(length);
    return this.#bytes.subarray(start, start + length);
  }
  uint8(): number {
    return this.#view.getUint8(this.#skip(1));
  }
  uint16(): number {
    return this.#view.getUint16(this.#skip(2), true);
  }
  int32(): number {
    return this.#view.getInt32(this.#skip(4), true);
  }
  uint32(): number {
    return this.#view.getUint32(this.#skip(4), true);
  }
  /** A length of eight bytes. */
  uint64(): number {
    const value = Number(this.#view.getBigUint64(this.#skip(8), true));
    if (!Number.isSafeInteger(value)) throw unsound("it claims an impossible length");
    return value;
  }
  /** Eight bytes, the highest first. */
  float64(): number {
    return this.#view.getFloat64(this.#skip(8));
  }
  /** A whole number in two's complement, as a number when it fits. */
  long(length: number): number | bigint {
    if (length > LONG_BYTES_MAX) throw unsound(`it holds a whole number of ${length} bytes`);
    const bytes = this.bytes(length);
    let value = 0n;
    for (let i = length - 1; i >= 0; i--) value = (value << 8n) | BigInt(bytes[i]!);
    if (length > 0 && bytes[length - 1]! >= 128) value -= 1n << BigInt(8 * length);
    return value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER ? Number(value) : value;
  }
  text(length: number): string {
    const bytes = this.bytes(length);
    try {
      return UTF8.decode(bytes);
    } catch {
      throw unsound("it holds text that is not UTF-8");
    }
  }
  line(): string {
    const end = this.#bytes.indexOf(NEWLINE, this.#at);
    if (end < 0 || end - this.#at > LINE_MAX) throw unsound("its pickle ends early");
    const text = this.text(end - this.#at);
    this.#at++;
    return text;
  }
}
