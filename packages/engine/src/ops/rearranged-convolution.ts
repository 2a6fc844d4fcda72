/**
 * @file The gradients of a convolution made of convolutions alone.
 *
 * The wasm backend has no kernel for the filter's gradient and only a plain loop for the input's, and no backend of TensorFlow.js
 * takes the gradient of a dilated convolution. Both are convolutions of rearranged operands.
 */
import * as tf from "@tensorflow/tfjs-core";
import { usesWasm } from "../wasm/heap.ts";
import type { ConvGeometry, Shape4D } from "./conv-geometry.ts";

type Sides = readonly [before: number, after: number];

/** A convolution with its own padding on every side; negative padding crops. */
function convolvePadded(x: tf.Tensor4D, filter: tf.Tensor4D, rows: Sides, columns: Sides, stride: number, dilation: number): tf.Tensor4D {
  let cropped = x;
  if (Math.min(...rows, ...columns) < 0) {
    const [, height, width] = x.shape;
    const top = Math.max(-rows[0], 0);
    const left = Math.max(-columns[0], 0);
    cropped = tf.slice(x, [0, top, left, 0], [-1, height - top - Math.max(-rows[1], 0), width - left - Math.max(-columns[1], 0), -1]);
  }
  const missing = (sides: Sides): [number, number] => [Math.max(sides[0], 0), Math.max(sides[1], 0)];
  if (usesWasm()) {
    return tf.conv2d(cropped, filter, stride, [[0, 0], missing(rows), missing(columns), [0, 0]], "NHWC", dilation);
  }
  // TensorFlow's kernels know no padding of one's own.
  return tf.conv2d(tf.pad(cropped, [[0, 0], missing(rows), missing(columns), [0, 0]]), filter, stride, "valid", "NHWC", dilation);
}

/** Puts stride - 1 zeros between neighbouring pixels: [N, H, W, C] -> [N, (H-1)*stride+1, (W-1)*stride+1, C]. */
function spread(dy: tf.Tensor4D, stride: number): tf.Tensor4D {
  if (stride === 1) {
    return dy;
  }
  const [batch, height, width, channels] = dy.shape;
  const gap = stride - 1;
  const wide = tf.pad(tf.reshape(dy, [batch, height, width, 1, channels]), [
    [0, 0],
    [0, 0],
    [0, 0],
    [0, gap],
    [0, 0],
  ]);
  const high = tf.pad(tf.reshape(wide, [batch, height, 1, width * stride * channels]), [
    [0, 0],
    [0, 0],
    [0, gap],
    [0, 0],
  ]);
  return tf.slice(
    tf.reshape<tf.Rank.R4>(high, [batch, height * stride, width * stride, channels]),
    [0, 0, 0, 0],
    [batch, height * stride - gap, width * stride - gap, channels],
  );
}

/**
 * The gradient of conv(x, filter) with respect to x.
 * @param dy float32 [N, OH, OW, O]
 * @param filter float32 [kH, kW, I, O]
 * @returns float32 [N, H, W, I]
 */
export function rearrangedInputGradient(dy: tf.Tensor4D, filter: tf.Tensor4D, xShape: Shape4D, geometry: ConvGeometry): tf.Tensor4D {
  const { stride, pad, dilation } = geometry;
  return tf.tidy(() => {
    const [kernelHeight, kernelWidth] = filter.shape;
    const turned = tf.transpose(tf.reverse(filter, [0, 1]), [0, 1, 3, 2]);
    const sides = (side: number, outputs: number, kernel: number): Sides => {
      const before = dilation * (kernel - 1) - pad;
      return [before, side - 1 - (outputs - 1) * stride + dilation * (kernel - 1) - before];
    };
    return convolvePadded(
      spread(dy, stride),
      turned,
      sides(xShape[1], dy.shape[1], kernelHeight),
      sides(xShape[2], dy.shape[2], kernelWidth),
      1,
      dilation,
    );
  });
}

/**
 * The gradient of conv(x, filter) with respect to the filter: x's channels play the batch, the batch plays the channels, dy
 * plays the filter, and stride and dilation change places.
 * @param x float32 [N, H, W, I]
 * @param dy float32 [N, OH, OW, O]
 * @returns float32 [kH, kW, I, O]
 */
export function rearrangedFilterGradient(x: tf.Tensor4D, dy: tf.Tensor4D, filterShape: Shape4D, geometry: ConvGeometry): tf.Tensor4D {
  const { stride, pad, dilation } = geometry;
  return tf.tidy(() => {
    const [kernelHeight, kernelWidth] = filterShape;
    const sides = (side: number, outputs: number, kernel: number): Sides => [
      pad,
      (outputs - 1) * stride + dilation * (kernel - 1) + 1 - side - pad,
    ];
    const swapped = convolvePadded(
      tf.transpose(x, [3, 1, 2, 0]),
      tf.transpose(dy, [1, 2, 0, 3]),
      sides(x.shape[1], dy.shape[1], kernelHeight),
      sides(x.shape[2], dy.shape[2], kernelWidth),
      dilation,
      stride,
    );
    return tf.transpose(swapped, [1, 2, 0, 3]);
  });
}
