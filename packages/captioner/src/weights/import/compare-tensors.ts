/** @file The weights that are there, against those that there should be: what differs is listed, never guessed. */
import { isFloatDtype } from "../torch-file/read-torch-tensor.ts";
import type { Tensors } from "./identify-weights.ts";
import type { Shapes } from "./tensor-names.ts";

export interface TensorDifferences {
  readonly missing: readonly string[];
  readonly unexpected: readonly string[];
  /** For example `input_proj.weight: [256, 2048, 1, 1], not [256, 512, 1, 1]`. */
  readonly otherShape: readonly string[];
}

export const describeShape = (shape: readonly number[]): string => `[${shape.join(", ")}]`;

export function compareTensors(found: Tensors, expected: Shapes): TensorDifferences {
  const otherShape: string[] = [];
  for (const [name, shape] of expected) {
    const tensor = found.get(name);
    if (!tensor) continue;
    if (describeShape(tensor.shape) !== describeShape(shape))
      otherShape.push(`${name}: ${describeShape(tensor.shape)}, not ${describeShape(shape)}`);
    else if (!isFloatDtype(tensor.dtype)) otherShape.push(`${name}: ${tensor.dtype}, not floating-point numbers`);
  }
  return {
    missing: [...expected.keys()].filter((name) => !found.has(name)),
    unexpected: [...found.keys()].filter((name) => !expected.has(name)),
    otherShape,
  };
}

const NAMED_MAX = 10;
function named(what: string, names: readonly string[]): string[] {
  if (names.length === 0) return [];
  const first = names.slice(0, NAMED_MAX).map((name) => name.slice(0, 160));
  return [`${names.length} ${what}: ${first.join("; ")}${names.length > NAMED_MAX ? "; …" : ""}.`];
}

/** One sentence for each kind of difference; none when they are the same. */
export const describeDifferences = ({ missing, unexpected, otherShape }: TensorDifferences): string[] => [
  ...named("missing", missing),
  ...named("unexpected", unexpected),
  ...named("of another shape or type", otherShape),
];
