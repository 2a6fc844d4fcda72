/** @file Sums over leading dimensions, row by row: the original transposes first. */
import * as tf from "@tensorflow/tfjs-core";
import { heapFloats, replaceKernel } from "./kernel.ts";

export function replaceSum(): void {
  replaceKernel<tf.SumAttrs>("Sum", ({ inputs: { x }, attributes: { axis, keepDims }, backend }) => {
    if (x?.dtype !== "float32") {
      return null;
    }
    const axes = tf.util.parseAxisParam(axis, x.shape).toSorted((a, b) => a - b);
    const leading = axes.every((each, at) => each === at) && axes.length > 0 && axes.length < x.shape.length;
    if (!leading) {
      return null;
    }
    const kept = x.shape.slice(axes.length);
    const y = backend.makeOutput(keepDims ? [...axes.map(() => 1), ...kept] : kept, "float32");
    const [from, to] = [heapFloats(backend, x), heapFloats(backend, y)];
    const columns = to.length;
    to.fill(0);
    for (let start = 0; start < from.length; start += columns) {
      for (let column = 0; column < columns; column++) {
        to[column]! += from[start + column]!;
      }
    }
    return y;
  });
}
