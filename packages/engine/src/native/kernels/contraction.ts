/** @file Kernels that sum: matrix products, reductions, softmax. */
import * as tf from "@tensorflow/tfjs-core";
import type { NativeBackend } from "../native-backend.ts";
import { defineKernel, isFloat } from "./kernel.ts";

/** The numbers of native/source/reduction.cc. */
const SUM = 0;
const MEAN = 1;
const MAX = 2;

/** Reduces along neighbouring axes, or returns null: others need a transpose first. */
function reduced(
  backend: NativeBackend,
  operation: number,
  x: tf.TensorInfo,
  along: number | number[],
  keepDims: boolean,
): tf.TensorInfo | null {
  const axes = tf.util.parseAxisParam(along, x.shape).toSorted((a, b) => a - b);
  const [first, last] = [axes[0], axes.at(-1)];
  const size = tf.util.sizeFromShape(x.shape);
  if (first === undefined || last === undefined || last - first + 1 !== axes.length || size === 0) {
    return null;
  }
  const columns = tf.util.sizeFromShape(x.shape.slice(last + 1));
  if (operation === MAX && columns !== 1) {
    return null;
  }
  const rows = tf.util.sizeFromShape(x.shape.slice(first, last + 1));
  const outer = size / rows / columns;
  const y = backend.output(x.shape.flatMap((length, axis) => (!axes.includes(axis) ? [length] : keepDims ? [1] : [])));
  if (columns === 1) {
    backend.addon.reduceRows(operation, backend.floats(x), y.values, outer, rows);
  } else {
    backend.addon.reduceColumns(operation, backend.floats(x), y.values, outer, rows, columns);
  }
  return y.info;
}

function matrixProduct(backend: NativeBackend, a: tf.TensorInfo, b: tf.TensorInfo, turnA: boolean, turnB: boolean): tf.TensorInfo | null {
  const [leadingA, leadingB] = [a.shape.slice(0, -2), b.shape.slice(0, -2)];
  const [rows, inner] = turnA ? [a.shape.at(-1)!, a.shape.at(-2)!] : [a.shape.at(-2)!, a.shape.at(-1)!];
  const [innerB, columns] = turnB ? [b.shape.at(-1)!, b.shape.at(-2)!] : [b.shape.at(-2)!, b.shape.at(-1)!];
  const batch = tf.util.sizeFromShape(leadingA);
  const shared = !turnA && tf.util.sizeFromShape(leadingB) === 1;
  if (inner !== innerB || inner === 0 || (!shared && !tf.util.arraysEqual(leadingA, leadingB))) {
    return null;
  }
  const c = backend.output([...tf.broadcast_util.assertAndGetBroadcastShape(leadingA, leadingB), rows, columns]);
  const shape = shared ? [1, batch * rows, inner, columns] : [batch, rows, inner, columns];
  backend.addon.matrixProduct(backend.floats(a), backend.floats(b), c.values, ...shape, Number(turnA), Number(turnB));
  return c.info;
}

export function defineContraction(): void {
  defineKernel<tf.BatchMatMulAttrs>("BatchMatMul", ({ inputs: { a, b }, attributes, backend }) =>
    isFloat(a) && isFloat(b) ? matrixProduct(backend, a, b, attributes.transposeA, attributes.transposeB) : null,
  );
  defineKernel<tf.SumAttrs>("Sum", ({ inputs: { x }, attributes, backend }) =>
    isFloat(x) ? reduced(backend, SUM, x, attributes.axis, attributes.keepDims) : null,
  );
  defineKernel<tf.MeanAttrs>("Mean", ({ inputs: { x }, attributes, backend }) =>
    isFloat(x) ? reduced(backend, MEAN, x, attributes.axis, attributes.keepDims) : null,
  );
  defineKernel<tf.MaxAttrs>("Max", ({ inputs: { x }, attributes, backend }) =>
    isFloat(x) ? reduced(backend, MAX, x, attributes.reductionIndices, attributes.keepDims) : null,
  );
  defineKernel<tf.SoftmaxAttrs>("Softmax", ({ inputs: { logits }, attributes, backend }) => {
    if (!isFloat(logits) || (attributes.dim !== -1 && attributes.dim !== logits.shape.length - 1)) {
      return null;
    }
    const y = backend.output(logits.shape);
    const columns = logits.shape.at(-1) ?? 1;
    backend.addon.softmax(backend.floats(logits), y.values, y.values.length / columns, columns);
    return y.info;
  });
}
