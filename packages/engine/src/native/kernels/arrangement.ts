/** @file Kernels that only move values: all of them are one strided copy. */
import * as tf from "@tensorflow/tfjs-core";
import { currentOp } from "../../ops/current-op.ts";
import type { NativeBackend } from "../native-backend.ts";
import { broadcastStrides, packStrides, stridesOf } from "../../strides.ts";
import { defineKernel, isFloat } from "./kernel.ts";

interface View {
  readonly strides: readonly number[];
  readonly offset: number;
}

/** Whether a view of `sizes` stays within `length` values: tfjs-core lets slices begin below 0 and paddings be negative. */
function isWithin(length: number, sizes: readonly number[], { strides, offset }: View): boolean {
  let [low, high] = [offset, offset];
  for (let axis = 0; axis < sizes.length; axis++) {
    const span = (sizes[axis]! - 1) * strides[axis]!;
    low += Math.min(span, 0);
    high += Math.max(span, 0);
  }
  return Number.isInteger(low) && Number.isInteger(high) && low >= 0 && high < length;
}

/** Copies `sizes` values from one view to another. @throws RangeError when a view reaches outside its array */
function copy(backend: NativeBackend, x: Float32Array, y: Float32Array, sizes: readonly number[], from: View, to: View): void {
  if (sizes.includes(0)) {
    return;
  }
  const whole = sizes.every((size) => Number.isInteger(size) && size > 0);
  if (!whole || !isWithin(x.length, sizes, from) || !isWithin(y.length, sizes, to)) {
    throw new RangeError(
      `${currentOp()}: [${sizes.join(", ")}] values do not lie within the tensor. Its begin, size, padding or repeats do not fit the shape.`,
    );
  }
  backend.addon.copyStrided(x, y, packStrides(sizes, from.strides, to.strides), from.offset, to.offset);
}
function offsetOf(begin: readonly number[], strides: readonly number[]): number {
  return begin.reduce((sum, index, axis) => sum + index * strides[axis]!, 0);
}
/** The tensor's memory in its own order. */
function whole(shape: readonly number[]): View {
  return { strides: stridesOf(shape), offset: 0 };
}
/** A new tensor of `shape` read through a view of x. */
function viewed(backend: NativeBackend, x: tf.TensorInfo, shape: readonly number[], from: View): tf.TensorInfo {
  const y = backend.output(shape);
  copy(backend, backend.floats(x), y.values, shape, from, whole(shape));
  return y.info;
}

export function defineArrangement(): void {
  defineKernel<tf.TransposeAttrs>("Transpose", ({ inputs: { x }, attributes, backend }) => {
    if (!isFloat(x)) {
      return null;
    }
    const strides = stridesOf(x.shape);
    const permuted = { strides: attributes.perm.map((axis) => strides[axis]!), offset: 0 };
    return viewed(
      backend,
      x,
      attributes.perm.map((axis) => x.shape[axis]!),
      permuted,
    );
  });

  defineKernel<tf.SliceAttrs>("Slice", ({ inputs: { x }, attributes, backend }) => {
    if (!isFloat(x)) {
      return null;
    }
    const [begin, size] = tf.slice_util.parseSliceParams(x as tf.Tensor, attributes.begin, attributes.size);
    tf.slice_util.assertParamsValid(x as tf.Tensor, begin as number[], size as number[]);
    const strides = stridesOf(x.shape);
    return viewed(backend, x, size as number[], { strides, offset: offsetOf(begin as number[], strides) });
  });

  defineKernel<tf.ReverseAttrs>("Reverse", ({ inputs: { x }, attributes, backend }) => {
    if (!isFloat(x) || x.shape.length === 0) {
      return null;
    }
    const turned = tf.util.parseAxisParam(attributes.dims, x.shape);
    const strides = stridesOf(x.shape);
    const last = x.shape.map((size, axis) => (turned.includes(axis) ? size - 1 : 0));
    const backwards = strides.map((stride, axis) => (turned.includes(axis) ? -stride : stride));
    return viewed(backend, x, x.shape, { strides: backwards, offset: offsetOf(last, strides) });
  });

  defineKernel<tf.TileAttrs>("Tile", ({ inputs: { x }, attributes, backend }) => {
    if (!isFloat(x)) {
      return null;
    }
    const y = backend.output(x.shape.map((size, axis) => size * attributes.reps[axis]!));
    const apart = x.shape.flatMap((size, axis) => [attributes.reps[axis]!, size]);
    const once = x.shape.flatMap((size) => [1, size]);
    copy(backend, backend.floats(x), y.values, apart, { strides: broadcastStrides(once, apart), offset: 0 }, whole(apart));
    return y.info;
  });

  defineKernel<tf.PadV2Attrs>("PadV2", ({ inputs: { x }, attributes: { paddings, constantValue }, backend }) => {
    if (!isFloat(x)) {
      return null;
    }
    const shape = x.shape.map((size, axis) => size + paddings[axis]![0] + paddings[axis]![1]);
    const y = backend.output(shape);
    y.values.fill(constantValue);
    const strides = stridesOf(shape);
    const offset = offsetOf(
      paddings.map(([before]) => before),
      strides,
    );
    copy(backend, backend.floats(x), y.values, x.shape, whole(x.shape), { strides, offset });
    return y.info;
  });

  defineKernel<tf.ConcatAttrs>("Concat", ({ inputs, attributes, backend }) => {
    const parts = Object.values(inputs).filter((part) => tf.util.sizeFromShape(part.shape) > 0);
    const first = parts[0];
    if (first === undefined || !parts.every(isFloat)) {
      return null;
    }
    const axis = tf.util.parseAxisParam(attributes.axis, first.shape)[0]!;
    const shape = tf.backend_util.computeOutShape(
      parts.map((part) => part.shape),
      axis,
    );
    const y = backend.output(shape);
    const strides = stridesOf(shape);
    let start = 0;
    for (const part of parts) {
      copy(backend, backend.floats(part), y.values, part.shape, whole(part.shape), { strides, offset: start * strides[axis]! });
      start += part.shape[axis]!;
    }
    return y.info;
  });

  defineKernel<tf.PackAttrs>("Pack", ({ inputs, attributes: { axis }, backend }) => {
    const parts = Object.values(inputs);
    if (!parts.every(isFloat)) {
      return null;
    }
    const own = parts[0]!.shape;
    const at = axis < 0 ? axis + own.length + 1 : axis;
    const shape = [...own.slice(0, at), parts.length, ...own.slice(at)];
    const y = backend.output(shape);
    const strides = stridesOf(shape);
    for (const [index, part] of parts.entries()) {
      copy(backend, backend.floats(part), y.values, own, whole(own), {
        strides: strides.filter((_, each) => each !== at),
        offset: index * strides[at]!,
      });
    }
    return y.info;
  });

  defineKernel<tf.UnpackAttrs>("Unpack", ({ inputs: { value }, attributes: { axis }, backend }) => {
    if (!isFloat(value)) {
      return null;
    }
    const at = axis < 0 ? axis + value.shape.length : axis;
    const strides = stridesOf(value.shape);
    const without = <T>(all: readonly T[]): T[] => all.filter((_, each) => each !== at);
    return Array.from({ length: value.shape[at]! }, (_, index) =>
      viewed(backend, value, without(value.shape), { strides: without(strides), offset: index * strides[at]! }),
    );
  });

  defineKernel<tf.SplitVAttrs>("SplitV", ({ inputs: { x }, attributes, backend }) => {
    if (!isFloat(x)) {
      return null;
    }
    const axis = tf.util.parseAxisParam(attributes.axis, x.shape)[0]!;
    const strides = stridesOf(x.shape);
    let start = 0;
    return tf.backend_util.prepareSplitSize(x as tf.Tensor, attributes.numOrSizeSplits, axis).map((size) => {
      const shape = x.shape.map((length, each) => (each === axis ? size : length));
      const part = viewed(backend, x, shape, { strides, offset: start * strides[axis]! });
      start += size;
      return part;
    });
  });

  defineKernel<tf.GatherV2Attrs>("GatherV2", ({ inputs: { x, indices }, attributes, backend }) => {
    const { axis, batchDims } = attributes;
    if (!isFloat(x) || indices?.dtype !== "int32" || batchDims !== 0 || tf.util.parseAxisParam(axis, x.shape)[0] !== 0) {
      return null;
    }
    const [rows, ...rest] = x.shape as [number, ...number[]];
    const y = backend.output([...indices.shape, ...rest]);
    backend.addon.gatherRows(backend.floats(x), backend.integers(indices), y.values, rows, tf.util.sizeFromShape(rest));
    return y.info;
  });
}
