/** @file Kernels that make float32 values of few whole numbers, or of none. */
import type * as tf from "@tensorflow/tfjs-core";
import { defineKernel } from "./kernel.ts";

export function defineConversion(): void {
  defineKernel<tf.CastAttrs>("Cast", ({ inputs: { x }, attributes: { dtype }, backend }) => {
    if (x!.dtype === dtype) {
      backend.incRef(x!.dataId);
      return { dataId: x!.dataId, shape: x!.shape, dtype };
    }
    if (dtype !== "float32" || (x!.dtype !== "int32" && x!.dtype !== "bool")) {
      return null;
    }
    const y = backend.output(x!.shape);
    y.values.set(backend.data.get(x!.dataId).values as ArrayLike<number>);
    return y.info;
  });
  defineKernel<tf.LinSpaceAttrs>("LinSpace", ({ attributes: { start, stop, num }, backend }) => {
    const y = backend.output([num]);
    const step = num > 1 ? (stop - start) / (num - 1) : 0;
    for (let i = 0; i < num; i++) {
      y.values[i] = start + i * step;
    }
    return y.info;
  });
}
