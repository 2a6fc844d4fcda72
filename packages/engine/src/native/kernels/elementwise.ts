/** @file Elementwise kernels; the operations' numbers are those of native/source/elementwise.cc. */
import * as tf from "@tensorflow/tfjs-core";
import { broadcastStrides, packStrides } from "../../strides.ts";
import { defineKernel, isFloat } from "./kernel.ts";

const UNARY = { Relu: 0, Step: 1, Exp: 2, Square: 3, Sqrt: 4, Rsqrt: 5, Neg: 6, Log: 7, Abs: 8, ZerosLike: 9, OnesLike: 10 } as const;
const BINARY = { Add: 0, Sub: 1, Multiply: 2, RealDiv: 3, Maximum: 4, Minimum: 5 } as const;

export function defineElementwise(): void {
  for (const [name, operation] of Object.entries(UNARY)) {
    defineKernel<{ alpha?: number }>(name, ({ inputs, attributes, backend }) => {
      const x = inputs["x"]!;
      if (!isFloat(x) || (attributes?.alpha ?? 0) !== 0) {
        return null;
      }
      const y = backend.output(x.shape);
      backend.addon.unary(operation, backend.floats(x), y.values);
      return y.info;
    });
  }
  for (const [name, operation] of Object.entries(BINARY)) {
    defineKernel(name, ({ inputs, backend }) => {
      const [a, b] = [inputs["a"]!, inputs["b"]!];
      if (!isFloat(a) || !isFloat(b)) {
        return null;
      }
      if (name === "Add" && backend.isRounded(a) && backend.isRounded(b) && tf.util.arraysEqual(a.shape, b.shape)) {
        const sum = backend.roundedOutput(a.shape);
        backend.addon.addValues(backend.stored(a), backend.stored(b), sum.values);
        return sum.info;
      }
      const shape = tf.broadcast_util.assertAndGetBroadcastShape(a.shape, b.shape);
      const y = backend.output(shape);
      if (y.values.length > 0) {
        const strides = packStrides(shape, broadcastStrides(a.shape, shape), broadcastStrides(b.shape, shape));
        backend.addon.binary(operation, backend.floats(a), backend.floats(b), y.values, strides);
      }
      return y.info;
    });
  }
  defineKernel("AddN", ({ inputs, backend }) => {
    const terms = Object.values(inputs);
    if (!terms.every(isFloat)) {
      return null;
    }
    const sum = backend.output(terms[0]!.shape);
    sum.values.set(backend.floats(terms[0]!));
    const strides = packStrides([sum.values.length], [1], [1]);
    for (const term of terms.slice(1)) {
      backend.addon.binary(BINARY.Add, sum.values, backend.floats(term), sum.values, strides);
    }
    return sum.info;
  });
  defineKernel<tf.FillAttrs>("Fill", ({ attributes, backend }) => {
    if (typeof attributes.value !== "number" || (attributes.dtype ?? "float32") !== "float32") {
      return null;
    }
    const y = backend.output(attributes.shape);
    y.values.fill(attributes.value);
    return y.info;
  });
}
