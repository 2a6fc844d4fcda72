/**
 * @file The names that a pickle of weights may ask for, and what each means here. None of them is ever looked up or called.
 * @source https://github.com/pytorch/pytorch, torch/_utils.py and torch/serialization.py
 */
import { GlobalName, type PickleValue, TorchStorage, TorchTensor, type TorchDtype, Tuple } from "./pickle-value.ts";
import { notWeights, unsound } from "./refuse.ts";

const STORAGES: Readonly<Record<string, TorchDtype>> = {
  "torch.FloatStorage": "float32",
  "torch.HalfStorage": "float16",
  "torch.BFloat16Storage": "bfloat16",
  "torch.DoubleStorage": "float64",
  "torch.LongStorage": "int64",
  "torch.IntStorage": "int32",
  "torch.ShortStorage": "int16",
  "torch.CharStorage": "int8",
  "torch.ByteStorage": "uint8",
  "torch.BoolStorage": "bool",
  "torch.storage.UntypedStorage": "uint8",
};
const DIMENSIONS_MAX = 8;

const isCount = (value: PickleValue | undefined): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

/** The sizes or strides of a tensor. */
function countsOf(value: PickleValue | undefined, what: string): readonly number[] {
  if (!(value instanceof Tuple) || value.items.length > DIMENSIONS_MAX || !value.items.every(isCount))
    throw unsound(`a tensor has impossible ${what}`);
  return value.items as readonly number[];
}

function rebuildTensor([storage, offset, size, stride]: readonly PickleValue[]): TorchTensor {
  if (!(storage instanceof TorchStorage) || !isCount(offset)) throw unsound("a tensor has no storage");
  const shape = countsOf(size, "sizes");
  const strides = countsOf(stride, "strides");
  if (shape.length !== strides.length) throw unsound("a tensor has other strides than sizes");
  return new TorchTensor(storage, offset, shape, strides);
}

function orderedDict(args: readonly PickleValue[]): Map<PickleValue, PickleValue> {
  const [pairs = []] = args;
  if (args.length > 1 || !Array.isArray(pairs)) throw unsound("a dictionary is made of something that is no list of pairs");
  return new Map(
    pairs.map((pair) => {
      const items = pair instanceof Tuple ? pair.items : pair;
      if (!Array.isArray(items) || items.length !== 2) throw unsound("a dictionary is made of something that is no list of pairs");
      return [items[0] as PickleValue, items[1] as PickleValue];
    }),
  );
}

function parameter([data]: readonly PickleValue[]): TorchTensor {
  if (!(data instanceof TorchTensor)) throw unsound("a parameter holds no tensor");
  return data;
}

/** By name: what its call with these arguments means. */
const MEANINGS: Readonly<Record<string, (args: readonly PickleValue[]) => PickleValue>> = {
  "collections.OrderedDict": orderedDict,
  "torch._utils._rebuild_tensor": rebuildTensor,
  "torch._utils._rebuild_tensor_v2": rebuildTensor,
  "torch._utils._rebuild_parameter": parameter,
  "torch.Size": ([sizes]) => (sizes instanceof Tuple ? sizes : new Tuple([])),
};

/** @throws {AppError} CHECKPOINT_DAMAGED that names it, unless it is on the list. */
export function allowedGlobal(module: string, name: string): GlobalName {
  const full = `${module}.${name}`;
  if (!Object.hasOwn(MEANINGS, full) && !Object.hasOwn(STORAGES, full)) throw notWeights(`asks for “${full.slice(0, 200)}”`);
  return new GlobalName(full);
}

/** What `callee(*args)` means. @throws {AppError} CHECKPOINT_DAMAGED */
export function meaningOf(callee: PickleValue, args: PickleValue): PickleValue {
  if (!(callee instanceof GlobalName) || !(args instanceof Tuple)) throw unsound("it calls something that is no function");
  const meaning = Object.hasOwn(MEANINGS, callee.name) ? MEANINGS[callee.name] : undefined;
  if (!meaning) throw notWeights(`calls “${callee.name}”`);
  return meaning(args.items);
}

/** The storage of a persistent id: `("storage", type, key, device, count)`, and in old files the part that is meant. */
export function storageOf(id: PickleValue): TorchStorage {
  const [kind, type, key, , count, view = null] = id instanceof Tuple ? id.items : [];
  if (kind !== "storage" || !(type instanceof GlobalName) || typeof key !== "string" || !isCount(count))
    throw unsound("a storage is not described as PyTorch does");
  const dtype = Object.hasOwn(STORAGES, type.name) ? STORAGES[type.name] : undefined;
  if (!dtype) throw unsound(`a storage is of the type “${type.name}”`);
  if (view === null) return new TorchStorage(key, dtype, count, { offset: 0, count });
  const [, offset, size] = view instanceof Tuple ? view.items : [];
  if (!isCount(offset) || !isCount(size) || offset + size > count) throw unsound("a part of a storage lies outside of it");
  return new TorchStorage(key, dtype, count, { offset, count: size });
}
