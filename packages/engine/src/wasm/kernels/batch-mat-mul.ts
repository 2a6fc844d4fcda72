/**
 * @file Matrix products. The original is fast for one product of operands as they lie, and a plain loop for transposed
 * operands and for batches: so transpose first, and multiply large batches one by one.
 */
import * as tf from "@tensorflow/tfjs-core";
import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { stridesOf } from "../../strides.ts";
import { heapFloats, replaceKernel, type WasmCall } from "./kernel.ts";
import { copyThrough } from "./transpose.ts";

/** Multiplications from which one product is worth the cost of a call. */
const ALONE_FROM = 40_000;

/** A part of a tensor's memory as a tensor: not to be disposed of, but released. */
function partOf(backend: BackendWasm, tensor: tf.TensorInfo, shape: number[], start: number): tf.TensorInfo {
  return backend.makeOutput(shape, "float32", backend.getMemoryOffset(tensor.dataId) + start * 4);
}
function release(backend: BackendWasm, part: tf.TensorInfo): void {
  backend.wasm.tfjs.disposeData(backend.dataIdMap.get(part.dataId).id);
  backend.dataIdMap.delete(part.dataId);
}

function lastTwoSwapped(backend: BackendWasm, x: tf.TensorInfo): tf.TensorInfo {
  const strides = stridesOf(x.shape);
  const order = [...x.shape.keys()].slice(0, -2).concat(x.shape.length - 1, x.shape.length - 2);
  const y = backend.makeOutput(
    order.map((axis) => x.shape[axis]!),
    "float32",
  );
  copyThrough(
    heapFloats(backend, x),
    heapFloats(backend, y),
    y.shape,
    order.map((axis) => strides[axis]!),
  );
  return y;
}

function oneByOne({ backend, original }: WasmCall<tf.BatchMatMulAttrs>, a: tf.TensorInfo, b: tf.TensorInfo): tf.TensorInfo {
  const [rows, inner, columns] = [a.shape.at(-2)!, a.shape.at(-1)!, b.shape.at(-1)!];
  const output = backend.makeOutput([...a.shape.slice(0, -1), columns], "float32");
  const batch = tf.util.sizeFromShape(a.shape.slice(0, -2));
  for (let n = 0; n < batch; n++) {
    const left = partOf(backend, a, [1, rows, inner], n * rows * inner);
    const right = partOf(backend, b, [1, inner, columns], n * inner * columns);
    const product = original({ a: left, b: right }, { transposeA: false, transposeB: false });
    heapFloats(backend, output).set(heapFloats(backend, product), n * rows * columns);
    backend.disposeData(product.dataId);
    release(backend, left);
    release(backend, right);
  }
  return output;
}

export function replaceBatchMatMul(): void {
  replaceKernel<tf.BatchMatMulAttrs>("BatchMatMul", (call) => {
    const {
      inputs: { a, b },
      attributes: { transposeA, transposeB },
      backend,
      original,
    } = call;
    if (a?.dtype !== "float32" || b?.dtype !== "float32" || a.shape.includes(0) || b.shape.includes(0)) {
      return null;
    }
    const left = transposeA ? lastTwoSwapped(backend, a) : a;
    const right = transposeB ? lastTwoSwapped(backend, b) : b;
    const sameBatch = tf.util.arraysEqual(left.shape.slice(0, -2), right.shape.slice(0, -2)) && left.shape.length > 2;
    const large = left.shape.at(-2)! * left.shape.at(-1)! * right.shape.at(-1)! >= ALONE_FROM;
    const product =
      sameBatch && large && left.shape.at(-1) === right.shape.at(-2)
        ? oneByOne(call, left, right)
        : original({ a: left, b: right }, { transposeA: false, transposeB: false });
    for (const made of [left, right]) {
      if (made !== a && made !== b) {
        backend.disposeData(made.dataId);
      }
    }
    return product;
  });
}
