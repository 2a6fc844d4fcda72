/** @file The numbers of a tensor, in the order of its dimensions, whatever its strides. */
import { crc32 } from "node:zlib";
import type { ByteSource } from "../byte-source.ts";
import { toFloat32 } from "../float-formats.ts";
import { ITEM_BYTES, type TorchTensor } from "./pickle-value.ts";
import { notWeights, unsound } from "./refuse.ts";
import type { TorchArchive } from "./torch-zip.ts";

export type FloatDtype = "float32" | "float16" | "bfloat16" | "float64";
const FLOATS: readonly string[] = ["float32", "float16", "bfloat16", "float64"] satisfies FloatDtype[];
export const isFloatDtype = (dtype: string): dtype is FloatDtype => FLOATS.includes(dtype);

export const countOf = (shape: readonly number[]): number => shape.reduce((product, size) => product * size, 1);

/**
 * First and last number of the storage that `tensor` uses, relative to the storage's own start.
 * @throws {AppError} CHECKPOINT_DAMAGED when it reaches beyond its storage, or repeats numbers of it.
 */
export function spanOf(name: string, { storage, offset, shape, strides }: TorchTensor): { first: number; count: number } {
  const numbers = countOf(shape);
  if (numbers === 0) return { first: 0, count: 0 };
  const reach = shape.reduce((sum, size, d) => sum + (size - 1) * strides[d]!, 0);
  const { view } = storage;
  if (!Number.isSafeInteger(numbers) || !Number.isSafeInteger(offset + reach) || offset + reach >= view.count)
    throw unsound(`“${name}” reaches beyond its storage`);
  if (numbers > reach + 1) throw notWeights(`holds “${name}” as an expanded view, which repeats its numbers (call .contiguous() on it)`);
  return { first: view.offset + offset, count: reach + 1 };
}

const isContiguous = (shape: readonly number[], strides: readonly number[]): boolean => {
  let stride = 1;
  for (let d = shape.length - 1; d >= 0; d--) {
    if (shape[d] !== 1 && strides[d] !== stride) return false;
    stride *= shape[d]!;
  }
  return true;
};

/** Row-major copy of numbers that lie by `strides`. */
function gather(values: Float32Array, shape: readonly number[], strides: readonly number[]): Float32Array {
  const out = new Float32Array(countOf(shape));
  const place = shape.map(() => 0);
  for (let i = 0, from = 0; i < out.length; i++) {
    out[i] = values[from]!;
    for (let d = shape.length - 1; d >= 0; d--) {
      from += strides[d]!;
      if (++place[d]! < shape[d]!) break;
      from -= strides[d]! * shape[d]!;
      place[d] = 0;
    }
  }
  return out;
}

/** The numbers of `tensor` as float32. @throws {AppError} CHECKPOINT_DAMAGED when they are not all there, or have changed. */
export async function readTorchTensor(source: ByteSource, archive: TorchArchive, name: string, tensor: TorchTensor): Promise<Float32Array> {
  const { storage, shape, strides } = tensor;
  const { dtype } = storage;
  if (!isFloatDtype(dtype)) throw unsound(`“${name}” holds ${dtype}, not floating-point numbers`);
  const { first, count } = spanOf(name, tensor);
  if (count === 0) return new Float32Array(0);
  const place = await archive.place(storage.key);
  const itemBytes = ITEM_BYTES[dtype];
  if (storage.count * itemBytes > place.sizeBytes) throw unsound(`the storage of “${name}” is cut short`);
  const bytes = await source.read(place.start + first * itemBytes, count * itemBytes);
  if (place.crc32 !== null && first === 0 && bytes.byteLength === place.sizeBytes && crc32(bytes) !== place.crc32)
    throw unsound(`the numbers of “${name}” have changed`);
  const values = toFloat32(dtype, bytes);
  return isContiguous(shape, strides) ? values : gather(values, shape, strides);
}
