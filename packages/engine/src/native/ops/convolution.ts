/** @file Convolutions of the native engine. */
import type * as tf from "@tensorflow/tfjs-core";
import type { ScaleShift } from "../../ops/conv-geometry.ts";
import { floatsOf, keptNumber, kernels, newActivation, newNative, newNativeLike, storedOf } from "../native-backend.ts";

interface Geometry {
  readonly stride: number;
  readonly pad: number;
  readonly dilation: number;
}
type Shape4D = readonly [number, number, number, number];

/** Numbers in the order of native/source/convolution.cc. */
function packGeometry(x: Shape4D, filter: Shape4D, y: Shape4D, { stride, pad, dilation }: Geometry): number[] {
  return [...x, y[1], y[2], y[3], filter[0], filter[1], stride, pad, dilation];
}

export function nativeConvolve(
  x: tf.Tensor4D,
  filter: tf.Tensor4D,
  { scale, shift }: ScaleShift,
  residual: tf.Tensor4D | undefined,
  relu: boolean,
  yShape: Shape4D,
  geometry: Geometry,
): tf.Tensor4D {
  const y = newActivation<tf.Tensor4D>(yShape);
  kernels().convolution(
    storedOf(x),
    floatsOf(filter),
    floatsOf(scale),
    floatsOf(shift),
    residual === undefined ? null : storedOf(residual),
    y.values,
    Number(relu),
    ...packGeometry(x.shape, filter.shape, yShape, geometry),
    keptNumber(filter, scale),
  );
  return y.tensor;
}

/** The gradient with respect to x, whose storage it takes, plus `addend`; 0 where x is not positive when `gated`. */
export function nativeInputGradient(
  dy: tf.Tensor4D,
  filter: tf.Tensor4D,
  scale: tf.Tensor1D,
  x: tf.Tensor4D,
  geometry: Geometry,
  addend: tf.Tensor | undefined,
  gated: boolean,
): tf.Tensor4D {
  const dx = newNativeLike<tf.Tensor4D>(x, x.shape);
  kernels().convolutionInputGradient(
    storedOf(dy),
    floatsOf(filter),
    floatsOf(scale),
    dx.values,
    addend === undefined ? null : storedOf(addend),
    gated ? storedOf(x) : null,
    ...packGeometry(x.shape, filter.shape, dy.shape, geometry),
  );
  return dx.tensor;
}

export function nativeFilterGradient(
  x: tf.Tensor4D,
  dy: tf.Tensor4D,
  scale: tf.Tensor1D,
  filterShape: Shape4D,
  geometry: Geometry,
): tf.Tensor4D {
  const gradient = newNative<tf.Tensor4D>(filterShape);
  kernels().convolutionFilterGradient(
    storedOf(x),
    storedOf(dy),
    floatsOf(scale),
    gradient.values,
    ...packGeometry(x.shape, filterShape, dy.shape, geometry),
  );
  return gradient.tensor;
}
