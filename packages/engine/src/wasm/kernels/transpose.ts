/** @file Transposes in tiles, so that reading across the rows does not miss the cache at every value. */
import type * as tf from "@tensorflow/tfjs-core";
import { packStrides, stridesOf } from "../../strides.ts";
import { heapFloats, replaceKernel } from "./kernel.ts";

const TILE = 16;

/** One plane: y[i, j] (contiguous) = x[i * rowStride + j * columnStride]. */
function copyPlane(
  x: Float32Array,
  y: Float32Array,
  xStart: number,
  yStart: number,
  rows: number,
  columns: number,
  rowStride: number,
  columnStride: number,
): void {
  if (columnStride === 1) {
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < columns; j++) {
        y[yStart + i * columns + j] = x[xStart + i * rowStride + j]!;
      }
    }
    return;
  }
  for (let top = 0; top < rows; top += TILE) {
    const bottom = Math.min(top + TILE, rows);
    for (let left = 0; left < columns; left += TILE) {
      const right = Math.min(left + TILE, columns);
      for (let i = top; i < bottom; i++) {
        for (let j = left; j < right; j++) {
          y[yStart + i * columns + j] = x[xStart + i * rowStride + j * columnStride]!;
        }
      }
    }
  }
}

/** Fills y, row-major, with x read through `strides`. */
export function copyThrough(x: Float32Array, y: Float32Array, sizes: readonly number[], strides: readonly number[]): void {
  const packed = packStrides(sizes, strides, stridesOf(sizes));
  const rank = packed[0]!;
  const [size, stride] = [packed.slice(1, 1 + rank), packed.slice(1 + rank, 1 + 2 * rank)];
  const columns = size[rank - 1]!;
  const outer = rank < 3 ? 1 : size.slice(0, rank - 2).reduce((product, each) => product * each, 1);
  // In a plane, tiles need the axis that x holds together: if it is an outer axis, it takes the place of the rows.
  const together = stride.indexOf(1);
  if (rank >= 3 && together >= 0 && together < rank - 2) {
    copyAcross(x, y, size, stride, together);
    return;
  }
  const rows = rank === 1 ? 1 : size[rank - 2]!;
  for (let plane = 0; plane < outer; plane++) {
    let from = 0;
    let rest = plane;
    for (let axis = rank - 3; axis >= 0; axis--) {
      from += (rest % size[axis]!) * stride[axis]!;
      rest = Math.floor(rest / size[axis]!);
    }
    copyPlane(x, y, from, plane * rows * columns, rows, columns, rank === 1 ? 0 : stride[rank - 2]!, stride[rank - 1]!);
  }
}

/** As copyThrough, in tiles of the last axis and the axis `together`, along which x is contiguous. */
function copyAcross(x: Float32Array, y: Float32Array, size: Int32Array, stride: Int32Array, together: number): void {
  const rank = size.length;
  const last = rank - 1;
  const yStride = stridesOf(Array.from(size));
  const others = Array.from(size.keys()).filter((axis) => axis !== together && axis !== last);
  const planes = others.reduce((product, axis) => product * size[axis]!, 1);
  const [rows, columns, columnStride, rowStep] = [size[together]!, size[last]!, stride[last]!, yStride[together]!];
  for (let plane = 0; plane < planes; plane++) {
    let [from, to, rest] = [0, 0, plane];
    for (const axis of others.toReversed()) {
      const at = rest % size[axis]!;
      from += at * stride[axis]!;
      to += at * yStride[axis]!;
      rest = Math.floor(rest / size[axis]!);
    }
    for (let left = 0; left < columns; left += TILE) {
      const right = Math.min(left + TILE, columns);
      for (let i = 0; i < rows; i++) {
        for (let j = left; j < right; j++) {
          y[to + i * rowStep + j] = x[from + i + j * columnStride]!;
        }
      }
    }
  }
}

export function replaceTranspose(): void {
  replaceKernel<tf.TransposeAttrs>("Transpose", ({ inputs: { x }, attributes: { perm }, backend }) => {
    if (x?.dtype !== "float32" || x.shape.includes(0)) {
      return null;
    }
    const strides = stridesOf(x.shape);
    const y = backend.makeOutput(
      perm.map((axis) => x.shape[axis]!),
      "float32",
    );
    copyThrough(
      heapFloats(backend, x),
      heapFloats(backend, y),
      y.shape,
      perm.map((axis) => strides[axis]!),
    );
    return y;
  });
}
