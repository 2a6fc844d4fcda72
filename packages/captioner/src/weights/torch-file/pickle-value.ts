/** @file What a pickle of weights may hold, as plain data. */

/** How the numbers of a tensor are stored. */
export const ITEM_BYTES = {
  float32: 4,
  float16: 2,
  bfloat16: 2,
  float64: 8,
  int64: 8,
  int32: 4,
  int16: 2,
  int8: 1,
  uint8: 1,
  bool: 1,
} as const;
export type TorchDtype = keyof typeof ITEM_BYTES;

/** A name that the pickle asks for, for example `torch.FloatStorage`. It is never looked up or called. */
export class GlobalName {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}

export class Tuple {
  readonly items: readonly PickleValue[];
  constructor(items: readonly PickleValue[]) {
    this.items = items;
  }
}

/** Where numbers lie: the bytes themselves are elsewhere in the file. */
export class TorchStorage {
  readonly key: string;
  readonly dtype: TorchDtype;
  /** Numbers in the storage, by the pickle's word: compare with the bytes that are there. */
  readonly count: number;
  /** The part of the storage that is meant, in numbers. */
  readonly view: { readonly offset: number; readonly count: number };
  constructor(key: string, dtype: TorchDtype, count: number, view: TorchStorage["view"]) {
    this.key = key;
    this.dtype = dtype;
    this.count = count;
    this.view = view;
  }
}

export class TorchTensor {
  readonly storage: TorchStorage;
  /** Of the first number, from the storage's start. */
  readonly offset: number;
  readonly shape: readonly number[];
  /** In numbers, for each dimension. */
  readonly strides: readonly number[];
  constructor(storage: TorchStorage, offset: number, shape: readonly number[], strides: readonly number[]) {
    this.storage = storage;
    this.offset = offset;
    this.shape = shape;
    this.strides = strides;
  }
}

export type PickleValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | PickleValue[]
  | Map<PickleValue, PickleValue>
  | Tuple
  | GlobalName
  | TorchStorage
  | TorchTensor;
