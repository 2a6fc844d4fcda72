/** @file A model's weights on disk: safetensors under CATR's names and in PyTorch's order of dimensions. */
import { open } from "node:fs/promises";
import { AppError } from "@capstan/run/error-code";
import * as tf from "@tensorflow/tfjs-core";
import type { CaptionModel } from "../caption-model.ts";
import { BODY } from "../backbone/backbone-parameters.ts";
import { formatSafetensors, parseHeader, readHeaderLength, readTensor, type StoredTensor, type StoredTensors } from "./safetensors.ts";
import { fromStored, shapeOnDisk, toStateDict } from "./state-dict.ts";

/** Reads a safetensors file. @throws {AppError} CHECKPOINT_DAMAGED when anything in it does not fit. */
export async function readSafetensors(path: string): Promise<StoredTensors> {
  await using file = await open(path, "r");
  const { size } = await file.stat();
  const read = async (position: number, length: number): Promise<Uint8Array> => {
    const bytes = new Uint8Array(length);
    let at = 0;
    while (at < length) {
      const { bytesRead } = await file.read(bytes, at, length - at, position + at);
      if (bytesRead === 0)
        throw new AppError("CHECKPOINT_DAMAGED", `${path} ended while it was read. Get the file again from where it came from.`);
      at += bytesRead;
    }
    return bytes;
  };
  const length = readHeaderLength(await read(0, Math.min(8, size)), size);
  const ranges = parseHeader(Buffer.from(await read(8, length)).toString("utf8"), size - 8 - length);
  const tensors = new Map<string, StoredTensor>();
  for (const [name, range] of ranges) tensors.set(name, readTensor(range, await read(8 + length + range.start, range.end - range.start)));
  return tensors;
}

/** Writes `tensors` to `path` and waits until they are on the disk. */
export async function writeSafetensors(path: string, tensors: StoredTensors): Promise<void> {
  await using file = await open(path, "w");
  for (const piece of formatSafetensors(tensors)) await file.writeFile(piece);
  await file.sync();
}

export interface LoadReport {
  /** Tensors of the file that were taken. */
  readonly loaded: number;
  /** Names of the model that the file lacks: they keep their values. */
  readonly missing: readonly string[];
  /** Names of the file that the model lacks. */
  readonly unknown: readonly string[];
}

interface LoadOptions {
  /** Also takes a file that holds only some of the weights, or more than them: a pretrained backbone, another head. */
  readonly partial?: boolean;
}

const complain = (message: string): AppError => new AppError("CHECKPOINT_DAMAGED", message);

/** torchvision calls a ResNet's weights `conv1.weight`; in CATR they live under `backbone.0.body.`. */
function underOurName(name: string, known: ReadonlySet<string>): string {
  return !known.has(name) && known.has(`${BODY}${name}`) ? `${BODY}${name}` : name;
}

/**
 * Sets the model's weights from tensors by CATR's names.
 * @throws {AppError} CHECKPOINT_DAMAGED when a shape or type differs, and unless `partial` when a name is missing or unknown.
 *   Nothing is set then.
 */
export function assignWeights(model: CaptionModel, tensors: StoredTensors, options: LoadOptions = {}): LoadReport {
  const known = new Set([...model.parameters.values()].map(({ name }) => name));
  const byName = new Map([...tensors].map(([name, tensor]) => [underOurName(name, known), tensor]));
  // PyTorch counts batches in newer norms; a frozen norm has no use for it.
  const unknown = [...byName.keys()].filter((name) => !known.has(name) && !name.endsWith(".num_batches_tracked"));
  const missing = [...known].filter((name) => !byName.has(name));
  if (!options.partial && (missing.length > 0 || unknown.length > 0)) {
    const example = missing[0] ? `it lacks ${missing[0]}` : `the model has no ${unknown[0]}`;
    throw complain(
      `The weights are of another model: ${example} (${missing.length} missing, ${unknown.length} unknown). Use the configuration they were trained with.`,
    );
  }
  for (const parameter of model.parameters.values()) {
    const stored = byName.get(parameter.name);
    if (!stored) continue;
    const want = shapeOnDisk(parameter);
    if (!(stored.data instanceof Float32Array) || !tf.util.arraysEqual([...stored.shape], want))
      throw complain(
        `${parameter.name} has the shape [${stored.shape.join(", ")}]; this model wants [${want.join(", ")}] in float32. Use the configuration and vocabulary it was trained with.`,
      );
  }
  let loaded = 0;
  for (const parameter of model.parameters.values()) {
    const stored = byName.get(parameter.name);
    if (!stored) continue;
    const values = tf.tensor(fromStored(parameter, stored.data as Float32Array), parameter.variable.shape, "float32");
    parameter.variable.assign(values);
    values.dispose();
    loaded++;
  }
  model.weightsChanged();
  return { loaded, missing, unknown };
}

/** Sets the model's weights from a safetensors file. @throws {AppError} CHECKPOINT_DAMAGED; see `assignWeights`. */
export const loadWeights = async (model: CaptionModel, path: string, options: LoadOptions = {}): Promise<LoadReport> =>
  assignWeights(model, await readSafetensors(path), options);

/** The model's weights by CATR's names. */
export async function stateDictOf(model: CaptionModel): Promise<StoredTensors> {
  const values = new Map<string, Float32Array>();
  for (const { key, variable } of model.parameters.values()) values.set(key, (await variable.data()) as Float32Array);
  return toStateDict(model.parameters.values(), ({ key }) => values.get(key)!);
}

/** Writes the model's weights to a safetensors file that PyTorch reads with CATR's own names. */
export const saveWeights = async (model: CaptionModel, path: string): Promise<void> => writeSafetensors(path, await stateDictOf(model));
