/** @file How a convolution's window walks over a picture. */
import type * as tf from "@tensorflow/tfjs-core";

export type Shape4D = tf.Tensor4D["shape"];

export interface ConvGeometry {
  readonly stride: number;
  /** Pixels of zero padding on each side. */
  readonly pad: number;
  readonly dilation: number;
}

/** The output's shape for an input [N, H, W, I] and a filter [kH, kW, I, O]. */
export function outputShape(x: Shape4D, filter: Shape4D, geometry: ConvGeometry): Shape4D {
  const [batch, height, width] = x;
  const [kernelHeight, kernelWidth, , outputs] = filter;
  const { stride, pad, dilation } = geometry;
  const side = (size: number, kernel: number): number => Math.floor((size + 2 * pad - dilation * (kernel - 1) - 1) / stride) + 1;
  return [batch, side(height, kernelHeight), side(width, kernelWidth), outputs];
}

/** A frozen normalisation: y = conv(x, filter) * scale + shift, each float32 [O]. */
export interface ScaleShift {
  readonly scale: tf.Tensor1D;
  readonly shift: tf.Tensor1D;
}
