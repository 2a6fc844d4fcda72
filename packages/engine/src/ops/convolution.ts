/** @file A convolution and its two gradients, each by the way that the current engine is best at. */
import * as tf from "@tensorflow/tfjs-core";
import { usesNative } from "../native/native-backend.ts";
import { nativeConvolve, nativeFilterGradient, nativeInputGradient } from "../native/ops/convolution.ts";
import { usesWasm } from "../wasm/heap.ts";
import { outputShape, type ConvGeometry, type Shape4D } from "./conv-geometry.ts";
import { paddedConvolution, paddedFilterGradient, paddedInputGradient } from "./padded-convolution.ts";
import { rearrangedFilterGradient, rearrangedInputGradient } from "./rearranged-convolution.ts";
import { checkShapes } from "./shape-check.ts";

interface Convolve {
  readonly x: tf.Tensor4D;
  readonly filter: tf.Tensor4D;
  readonly bias: tf.Tensor1D;
  readonly residual: tf.Tensor4D | undefined;
  readonly relu: boolean;
  readonly geometry: ConvGeometry;
}

/** relu(conv(x, filter) + bias + residual), the rectifier and the residual optional. */
export function convolve({ x, filter, bias, residual, relu, geometry }: Convolve): tf.Tensor4D {
  const yShape = outputShape(x.shape, filter.shape, geometry);
  const fits = residual === undefined || tf.util.arraysEqual(residual.shape, yShape);
  checkShapes("convFrozenBn", fits, "the residual must have the output's shape", { residual, output: { shape: yShape } });
  if (usesNative()) {
    return nativeConvolve(x, filter, bias, residual, relu, yShape, geometry);
  }
  return tf.tidy(() => {
    const bare = usesWasm()
      ? tf.conv2d(x, filter, geometry.stride, geometry.pad, "NHWC", geometry.dilation)
      : paddedConvolution(x, filter, geometry);
    const shifted = tf.add<tf.Tensor4D>(bare, bias);
    const y = residual === undefined ? shifted : tf.add<tf.Tensor4D>(shifted, residual);
    return relu ? tf.relu(y) : y;
  });
}

/**
 * The gradient of conv(x, filter) with respect to x.
 * @param dy float32 [N, OH, OW, O]
 * @param filter float32 [kH, kW, I, O]
 * @returns float32 [N, H, W, I]; owned by the caller
 */
export function inputGradient(dy: tf.Tensor4D, filter: tf.Tensor4D, xShape: Shape4D, geometry: ConvGeometry): tf.Tensor4D {
  if (usesNative()) {
    return nativeInputGradient(dy, filter, xShape, geometry);
  }
  const rearranged = usesWasm() || geometry.dilation > 1;
  return rearranged ? rearrangedInputGradient(dy, filter, xShape, geometry) : paddedInputGradient(dy, filter, xShape, geometry);
}

/**
 * The gradient of conv(x, filter) with respect to the filter.
 * @param x float32 [N, H, W, I]
 * @param dy float32 [N, OH, OW, O]
 * @returns float32 [kH, kW, I, O]; owned by the caller
 */
export function filterGradient(x: tf.Tensor4D, dy: tf.Tensor4D, filterShape: Shape4D, geometry: ConvGeometry): tf.Tensor4D {
  if (usesNative()) {
    return nativeFilterGradient(x, dy, filterShape, geometry);
  }
  const rearranged = usesWasm() || geometry.dilation > 1;
  return rearranged ? rearrangedFilterGradient(x, dy, filterShape, geometry) : paddedFilterGradient(x, dy, filterShape, geometry);
}
