/** @file A convolution and its two gradients, each by the way that the current engine is best at. */
import * as tf from "@tensorflow/tfjs-core";
import { usesNative } from "../native/native-backend.ts";
import { nativeConvolve, nativeFilterGradient, nativeInputGradient } from "../native/ops/convolution.ts";
import { usesWasm } from "../wasm/heap.ts";
import { type ConvGeometry, outputShape, type ScaleShift } from "./conv-geometry.ts";
import { paddedConvolution, paddedFilterGradient, paddedInputGradient } from "./padded-convolution.ts";
import { rearrangedFilterGradient, rearrangedInputGradient } from "./rearranged-convolution.ts";
import { isRectified, markGated, markRectified } from "./rectified.ts";
import { checkShapes } from "./shape-check.ts";

interface Convolve extends ScaleShift {
  readonly x: tf.Tensor4D;
  readonly filter: tf.Tensor4D;
  readonly residual: tf.Tensor4D | undefined;
  readonly relu: boolean;
  readonly geometry: ConvGeometry;
}

/** relu(conv(x, filter) * scale + shift + residual), the rectifier and the residual optional. */
export function convolve({ x, filter, scale, shift, residual, relu, geometry }: Convolve): tf.Tensor4D {
  const { stride, pad, dilation } = geometry;
  const whole = [stride - 1, pad, dilation - 1].every((number) => Number.isInteger(number) && number >= 0);
  checkShapes("convFrozenBn", whole, `stride ${stride} and dilation ${dilation} must be whole numbers from 1, and pad ${pad} from 0`, {
    x,
    filter,
  });
  const yShape = outputShape(x.shape, filter.shape, geometry);
  checkShapes("convFrozenBn", yShape[1] > 0 && yShape[2] > 0, "the picture must be as large as the filter's window", { x, filter });
  const fits = residual === undefined || tf.util.arraysEqual(residual.shape, yShape);
  checkShapes("convFrozenBn", fits, "the residual must have the output's shape", { residual, output: { shape: yShape } });
  if (usesNative()) {
    const y = nativeConvolve(x, filter, { scale, shift }, residual, relu, yShape, geometry);
    if (relu) {
      markRectified(y);
    }
    return y;
  }
  if (x.size === 0) {
    // TensorFlow leaves an empty batch in the input's shape.
    return tf.zeros(yShape);
  }
  return tf.tidy(() => {
    const folded = tf.mul<tf.Tensor4D>(filter, scale);
    const bare = usesWasm()
      ? tf.conv2d(x, folded, geometry.stride, geometry.pad, "NHWC", geometry.dilation)
      : paddedConvolution(x, folded, geometry);
    const shifted = tf.add<tf.Tensor4D>(bare, shift);
    const y = residual === undefined ? shifted : tf.add<tf.Tensor4D>(shifted, residual);
    return relu ? tf.relu(y) : y;
  });
}

interface GradientArguments {
  /** float32 [N, H, W, I] */
  readonly x: tf.Tensor4D;
  /** float32 [kH, kW, I, O] */
  readonly filter: tf.Tensor4D;
  readonly scale: tf.Tensor1D;
  /** float32 [N, OH, OW, O] */
  readonly dy: tf.Tensor4D;
  readonly geometry: ConvGeometry;
}

/**
 * The gradient of conv(x, filter) * scale with respect to x, plus `addend`: what x's other readers gave. The native engine leaves out
 * what the rectifier that made x would not let through.
 * @param addend float32 [N, H, W, I]
 * @returns float32 [N, H, W, I]; owned by the caller
 */
export function inputGradient({ x, filter, scale, dy, geometry }: GradientArguments, addend?: tf.Tensor): tf.Tensor4D {
  if (usesNative()) {
    const gated = isRectified(x);
    const dx = nativeInputGradient(dy, filter, scale, x, geometry, addend, gated);
    if (gated) {
      markGated(dx, x);
    }
    return dx;
  }
  const rearranged = usesWasm() || geometry.dilation > 1;
  const gradient = rearranged ? rearrangedInputGradient : paddedInputGradient;
  return tf.tidy(() => {
    const dx = gradient(dy, tf.mul(filter, scale), x.shape, geometry);
    return addend === undefined ? dx : tf.add<tf.Tensor4D>(dx, addend);
  });
}

/**
 * The gradient of conv(x, filter) * scale with respect to the filter.
 * @returns float32 [kH, kW, I, O]; owned by the caller
 */
export function filterGradient({ x, filter, scale, dy, geometry }: GradientArguments): tf.Tensor4D {
  if (usesNative()) {
    return nativeFilterGradient(x, dy, scale, filter.shape, geometry);
  }
  const rearranged = usesWasm() || geometry.dilation > 1;
  const gradient = rearranged ? rearrangedFilterGradient : paddedFilterGradient;
  return tf.tidy(() => tf.mul(gradient(x, dy, filter.shape, geometry), scale));
}
