/** @file One weight of the model, and the table of all of them. */
import * as tf from "@tensorflow/tfjs-core";
import { type Initial, initialValues } from "./initial-values.ts";

/**
 * How our shape follows from PyTorch's on disk.
 * `plain`: the same. `linear`: [out, in] -> [in, out]. `pointwise`: [out, in, 1, 1] -> [in, out]. `conv`: OIHW -> HWIO.
 */
export type Layout = "plain" | "linear" | "pointwise" | "conv";

export interface Parameter {
  /** CATR's name, which is the tensor's name on disk. */
  readonly name: string;
  /** `name`, and for a third of a joint projection which one: `...in_proj_weight#q`. Unique. */
  readonly key: string;
  /** Which third of the tensor on disk this is: rows [index * rows / 3, ...). CATR stores q, k and v as one matrix. */
  readonly third: 0 | 1 | 2 | null;
  /** Shape on disk of this part, in PyTorch's order. */
  readonly torchShape: readonly number[];
  readonly layout: Layout;
  readonly variable: tf.Variable;
  readonly group: "backbone" | "transformer";
  readonly isNormOrBias: boolean;
  /** False for the buffers of frozen batch norms. */
  readonly trainable: boolean;
  /** Backbone stage: 0 stem, 1 to 4 layers; null elsewhere. */
  readonly stage: number | null;
}

export type ParameterTable = Map<string, Parameter>;

/** Our shape of a tensor whose shape on disk is `torchShape`. */
export function shapeInMemory(layout: Layout, torchShape: readonly number[]): number[] {
  switch (layout) {
    case "plain":
      return [...torchShape];
    case "linear":
    case "pointwise":
      return [torchShape[1]!, torchShape[0]!];
    case "conv":
      return [torchShape[2]!, torchShape[3]!, torchShape[1]!, torchShape[0]!];
  }
}

export interface ParameterDeclaration {
  readonly name: string;
  readonly torchShape: readonly number[];
  readonly initial: Initial;
  readonly layout?: Layout;
  readonly third?: 0 | 1 | 2;
  readonly group?: "backbone" | "transformer";
  readonly isNormOrBias?: boolean;
  readonly trainable?: boolean;
  readonly stage?: number;
}

/** Makes the variable of `declaration` with its seeded initial values and enters it. Owned by the table. */
export function declare(table: ParameterTable, seed: number, declaration: ParameterDeclaration): void {
  const { name, torchShape, initial, layout = "plain", third = null } = declaration;
  const key = third === null ? name : `${name}#${"qkv"[third]}`;
  if (table.has(key)) throw new Error(`The parameter ${key} was declared twice.`);
  const count = torchShape.reduce((product, size) => product * size, 1);
  const values = tf.tensor(initialValues(initial, count, key, seed), shapeInMemory(layout, torchShape), "float32");
  const trainable = declaration.trainable ?? true;
  const variable = tf.variable(values, trainable);
  values.dispose();
  table.set(key, {
    name,
    key,
    third,
    torchShape: [...torchShape],
    layout,
    variable,
    trainable,
    group: declaration.group ?? "transformer",
    isNormOrBias: declaration.isNormOrBias ?? false,
    stage: declaration.stage ?? null,
  });
}

/** Reads weights by key. A missing one is a programming error, not a user's. */
export type Weights = <T extends tf.Tensor = tf.Tensor>(key: string) => T;

export const weightsOf =
  (table: ParameterTable): Weights =>
  <T extends tf.Tensor>(key: string): T => {
    const parameter = table.get(key);
    if (!parameter) throw new Error(`The model has no parameter ${key}.`);
    return parameter.variable as tf.Tensor as T;
  };
