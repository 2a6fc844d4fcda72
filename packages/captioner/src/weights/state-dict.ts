/** @file Values by key of the parameter table <-> tensors by CATR's name on disk. */
import type { Parameter } from "../parameter.ts";
import type { StoredTensor } from "./safetensors.ts";
import { fromTorch, toTorch } from "./torch-layout.ts";

/** What the disk needs to know of a parameter: plain data, so that another thread can be told. */
export type StoredParameter = Pick<Parameter, "name" | "key" | "third" | "layout" | "torchShape">;

/**
 * Joins the thirds of joint projections and turns everything into PyTorch's order.
 * @param valuesOf of each parameter, in our order.
 */
export function toStateDict<P extends StoredParameter>(
  parameters: Iterable<P>,
  valuesOf: (parameter: P) => Float32Array,
): Map<string, StoredTensor> {
  const dict = new Map<string, { shape: number[]; data: Float32Array }>();
  for (const parameter of parameters) {
    const { name, third, layout, torchShape } = parameter;
    const values = toTorch(layout, torchShape, valuesOf(parameter));
    if (third === null) {
      dict.set(name, { shape: [...torchShape], data: values });
      continue;
    }
    let joint = dict.get(name);
    if (!joint)
      dict.set(name, (joint = { shape: [3 * torchShape[0]!, ...torchShape.slice(1)], data: new Float32Array(3 * values.length) }));
    joint.data.set(values, third * values.length);
  }
  return dict;
}

/** The shape that `parameter`'s tensor has on disk, all three thirds together. */
export const shapeOnDisk = ({ third, torchShape }: Parameter): number[] =>
  third === null ? [...torchShape] : [3 * torchShape[0]!, ...torchShape.slice(1)];

/** The values of `parameter`, in our order, out of its tensor on disk. Shape and type must have been checked. */
export function fromStored(parameter: Parameter, stored: Float32Array): Float32Array {
  const { third, layout, torchShape } = parameter;
  const count = torchShape.reduce((product, size) => product * size, 1);
  const part = third === null ? stored : stored.subarray(third * count, (third + 1) * count);
  return fromTorch(layout, torchShape, part);
}
