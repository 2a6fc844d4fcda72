/** @file A file of weights from anywhere: PyTorch's two formats or safetensors, opened without running anything. */
import { AppError } from "@capstan/run/error-code";
import { type ByteSource, checkRange } from "./byte-source.ts";
import { toFloat32 } from "./float-formats.ts";
import { parseHeader, readHeaderLength } from "./safetensors.ts";
import type { TorchDtype } from "./torch-file/pickle-value.ts";
import { countOf, type FloatDtype, isFloatDtype, readTorchTensor, spanOf } from "./torch-file/read-torch-tensor.ts";
import { findStateDict } from "./torch-file/tensors-in.ts";
import { isTorchLegacy, openTorchLegacy } from "./torch-file/torch-legacy.ts";
import { openTorchZip } from "./torch-file/torch-zip.ts";

export interface ForeignTensor {
  readonly shape: readonly number[];
  /** As stored: `float16`, `int64`, ... */
  readonly dtype: string;
}

export interface WeightFile {
  readonly format: "PyTorch" | "PyTorch before 1.6" | "safetensors";
  /** The key that the weights lay under, for example `model`. */
  readonly under: string | null;
  /** What else the file held at its top: `optimizer`, `epoch`. It is not read. */
  readonly besides: readonly string[];
  readonly tensors: ReadonlyMap<string, ForeignTensor>;
  /**
   * The numbers of a tensor, as float32, in row-major order.
   * @throws {AppError} CHECKPOINT_DAMAGED when it holds no floating-point numbers, or they are not all there.
   */
  read(name: string): Promise<Float32Array>;
}

const ZIP = 0x04034b50;
const HEAD_BYTES = 64;
/** A file must not grow when it is read: views share storages, and some may use one twice. */
const GROWTH_MAX = 2;

/** Widths that safetensors files of other programs have. */
const FOREIGN_DTYPES = { F64: 8, F32: 4, F16: 2, BF16: 2, I64: 8, I32: 4, I16: 2, I8: 1, U8: 1, BOOL: 1 } as const;
const DTYPE_NAMES = {
  F64: "float64",
  F32: "float32",
  F16: "float16",
  BF16: "bfloat16",
  I64: "int64",
  I32: "int32",
  I16: "int16",
  I8: "int8",
  U8: "uint8",
  BOOL: "bool",
} as const satisfies Record<keyof typeof FOREIGN_DTYPES, TorchDtype>;

async function openTorch(source: ByteSource, format: "PyTorch" | "PyTorch before 1.6"): Promise<WeightFile> {
  const archive = await (format === "PyTorch" ? openTorchZip(source) : openTorchLegacy(source));
  const { under, tensors, besides } = findStateDict(archive.root);
  let bytes = 0;
  for (const [name, tensor] of tensors) {
    spanOf(name, tensor);
    bytes += countOf(tensor.shape);
  }
  if (bytes > GROWTH_MAX * source.sizeBytes)
    throw new AppError(
      "CHECKPOINT_DAMAGED",
      "The tensors of this file claim more numbers than it has bytes. Save it again, with each weight once.",
    );
  return {
    format,
    under,
    besides,
    tensors: new Map([...tensors].map(([name, { shape, storage }]) => [name, { shape, dtype: storage.dtype }])),
    read: (name) => readTorchTensor(source, archive, name, tensors.get(name)!),
  };
}

async function openSafetensors(source: ByteSource): Promise<WeightFile> {
  const length = readHeaderLength(await source.read(0, Math.min(8, source.sizeBytes)), source.sizeBytes);
  const ranges = parseHeader(Buffer.from(await source.read(8, length)).toString("utf8"), source.sizeBytes - 8 - length, FOREIGN_DTYPES);
  return {
    format: "safetensors",
    under: null,
    besides: [],
    tensors: new Map([...ranges].map(([name, { shape, dtype }]) => [name, { shape, dtype: DTYPE_NAMES[dtype] }])),
    read: async (name) => {
      const { dtype, start, end } = ranges.get(name)!;
      const found = DTYPE_NAMES[dtype];
      if (!isFloatDtype(found))
        throw new AppError("CHECKPOINT_DAMAGED", `“${name}” holds ${found}, not floating-point numbers. Save the weights as float32.`);
      return toFloat32(found satisfies FloatDtype, await source.read(8 + length + start, end - start));
    },
  };
}

/**
 * Looks at the first bytes and opens the file. `source` must stay open while tensors are read.
 * @throws {AppError} CHECKPOINT_DAMAGED for anything but weights.
 */
export async function openWeightFile(source: ByteSource): Promise<WeightFile> {
  checkRange(0, 8, source.sizeBytes);
  const head = await source.read(0, Math.min(HEAD_BYTES, source.sizeBytes));
  if (Buffer.from(head).readUInt32LE(0) === ZIP) return openTorch(source, "PyTorch");
  if (isTorchLegacy(head)) return openTorch(source, "PyTorch before 1.6");
  if (head[8] === "{".charCodeAt(0)) return openSafetensors(source);
  throw new AppError(
    "CHECKPOINT_DAMAGED",
    'This is neither a file of PyTorch\'s (.pth) nor safetensors. Save the weights with torch.save(model.state_dict(), "weights.pth"), and import that.',
  );
}
