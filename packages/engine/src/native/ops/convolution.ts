/** @file Convolutions of the native engine. */
import type * as tf from "@tensorflow/tfjs-core";
import { floatsOf, kernels, newNative } from "../native-backend.ts";

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
  x: tf.Tensor4D, filter: tf.Tensor4D, bias: tf.Tensor1D, residual: tf.Tensor4D | undefined, relu: boolean,
  yShape: Shape4D, geometry: Geometry,
): tf.Tensor4D {
  const y = newNative<tf.Tensor4D>(yShape);
  kernels().convolution(floatsOf(x), floatsOf(filter), floatsOf(bias),
    residual === undefined ? null : floatsOf(residual), y.values, Number(relu), ...packGeometry(x.shape, filter.shape, yShape, geometry));
  return y.tensor;
}

export function nativeInputGradient(dy: tf.Tensor4D, filter: tf.Tensor4D, xShape: Shape4D, geometry: Geometry): tf.Tensor4D {
  const dx = newNative<tf.Tensor4D>(xShape);
  kernels().convolutionInputGradient(floatsOf(dy), floatsOf(filter), dx.values,
    ...packGeometry(xShape, filter.shape, dy.shape, geometry));
  return dx.tensor;
}

export function nativeFilterGradient(x: tf.Tensor4D, dy: tf.Tensor4D, filterShape: Shape4D, geometry: Geometry): tf.Tensor4D {
  const gradient = newNative<tf.Tensor4D>(filterShape);
  kernels().convolutionFilterGradient(floatsOf(x), floatsOf(dy), gradient.values,
    ...packGeometry(x.shape, filterShape, dy.shape, geometry));
  return gradient.tensor;
}
