/** @file Finds tensors in what a pickle held. */
import { type PickleValue, TorchStorage, TorchTensor, Tuple } from "./pickle-value.ts";
import { unsound } from "./refuse.ts";

/** A list that holds itself is deeper than any. */
const VISITED_MAX = 2_000_000;

function innerOf(value: PickleValue): readonly PickleValue[] {
  if (value instanceof Map) return [...value.keys(), ...value.values()];
  if (value instanceof Tuple) return value.items;
  return Array.isArray(value) ? value : [];
}

/** Every storage by its key. @throws {AppError} CHECKPOINT_DAMAGED when two say different things of one key. */
export function storagesIn(root: PickleValue): Map<string, TorchStorage> {
  const storages = new Map<string, TorchStorage>();
  const seen = new Set<PickleValue>();
  const waiting: PickleValue[] = [root];
  for (let visited = 0; waiting.length > 0;) {
    const value = waiting.pop()!;
    if (typeof value !== "object" || value === null || seen.has(value)) continue;
    seen.add(value);
    const storage = value instanceof TorchTensor ? value.storage : value instanceof TorchStorage ? value : null;
    if (storage) {
      const known = storages.get(storage.key);
      if (known && (known.dtype !== storage.dtype || known.count !== storage.count))
        throw unsound(`it describes the storage “${storage.key.slice(0, 100)}” in two ways`);
      storages.set(storage.key, storage);
    }
    const inner = innerOf(value);
    visited += inner.length;
    if (visited > VISITED_MAX) throw unsound("it holds too many things");
    for (const item of inner) waiting.push(item);
  }
  return storages;
}

export interface FoundTensors {
  /** Where they were: `model`, or nothing when the file is the state dict itself. */
  readonly under: string | null;
  readonly tensors: ReadonlyMap<string, TorchTensor>;
  /** What else the file held at its top, by name. */
  readonly besides: readonly string[];
}

/** Keys that training programs save a state dict under; CATR's is the first. */
const STATE_DICT_KEYS = ["model", "state_dict", "model_state_dict", "model_state"];

function tensorsOf(dict: PickleValue | undefined): Map<string, TorchTensor> {
  const tensors = new Map<string, TorchTensor>();
  if (dict instanceof Map)
    for (const [name, value] of dict) if (typeof name === "string" && value instanceof TorchTensor) tensors.set(name, value);
  return tensors;
}

/** The state dict of a file: at its top, or under one of the usual names. @throws {AppError} CHECKPOINT_DAMAGED when there is none. */
export function findStateDict(root: PickleValue): FoundTensors {
  if (root instanceof Map) {
    const names = [...root.keys()].filter((name) => typeof name === "string");
    const under = STATE_DICT_KEYS.find((key) => tensorsOf(root.get(key)).size > 0);
    if (under !== undefined) return { under, tensors: tensorsOf(root.get(under)), besides: names.filter((name) => name !== under) };
    const tensors = tensorsOf(root);
    if (tensors.size > 0) return { under: null, tensors, besides: names.filter((name) => !tensors.has(name)) };
  }
  throw unsound(`it holds no weights by name, neither at its top nor under ${STATE_DICT_KEYS.map((key) => `“${key}”`).join(", ")}`);
}
