/** @file A convolution and its gradients by TensorFlow's own kernels, which know only "valid" and "same": the padding comes first. */
import * as tf from "@tensorflow/tfjs-core";
import type { ConvGeometry, Shape4D } from "./conv-geometry.ts";

function padded(x: tf.Tensor4D, pad: number): tf.Tensor4D {
  return pad === 0
    ? x
    : tf.pad(x, [
        [0, 0],
        [pad, pad],
        [pad, pad],
        [0, 0],
      ]);
}
function paddedShape([batch, height, width, channels]: Shape4D, pad: number): Shape4D {
  return [batch, height + 2 * pad, width + 2 * pad, channels];
}

export function paddedConvolution(x: tf.Tensor4D, filter: tf.Tensor4D, { stride, pad, dilation }: ConvGeometry): tf.Tensor4D {
  return tf.conv2d(padded(x, pad), filter, stride, "valid", "NHWC", dilation);
}

/** The gradient with respect to x; dilation 1. */
export function paddedInputGradient(dy: tf.Tensor4D, filter: tf.Tensor4D, xShape: Shape4D, { stride, pad }: ConvGeometry): tf.Tensor4D {
  return tf.tidy(() => {
    const attributes = { strides: [stride, stride], pad: "valid", dataFormat: "NHWC", inputShape: paddedShape(xShape, pad) };
    const gradient = tf.engine().runKernel<tf.Tensor4D>("Conv2DBackpropInput", { dy, filter }, attributes as unknown as tf.NamedAttrMap);
    return pad === 0 ? gradient : tf.slice(gradient, [0, pad, pad, 0], xShape);
  });
}

/** The gradient with respect to the filter; dilation 1. */
export function paddedFilterGradient(x: tf.Tensor4D, dy: tf.Tensor4D, filterShape: Shape4D, { stride, pad }: ConvGeometry): tf.Tensor4D {
  return tf.tidy(() => {
    const attributes = { strides: [stride, stride], pad: "valid", dataFormat: "NHWC", filterShape };
    return tf.engine().runKernel<tf.Tensor4D>("Conv2DBackpropFilter", { x: padded(x, pad), dy }, attributes as unknown as tf.NamedAttrMap);
  });
}
