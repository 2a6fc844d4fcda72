/** @file The pooling of a residual network's stem. */
import * as tf from "@tensorflow/tfjs-core";
import { usesNative } from "../native/native-backend.ts";
import { nativeMaxPool, nativeMaxPoolGradient } from "../native/ops/layers.ts";
import { usesWasm } from "../wasm/heap.ts";
import { maxPoolGradientOnHeap, maxPoolOnHeap } from "../wasm/max-pool.ts";
import { differentiable } from "./differentiable.ts";
import { checkShapes } from "./shape-check.ts";

const WINDOW = { filterSize: [3, 3], strides: [2, 2], pad: "valid" } as const;
/** Below every activation, and finite: padding that never wins. */
const LOWEST = -3e38;

function padded(x: tf.Tensor4D): tf.Tensor4D {
  return tf.pad(
    x,
    [
      [0, 0],
      [1, 1],
      [1, 1],
      [0, 0],
    ],
    LOWEST,
  );
}

function gradient(dy: tf.Tensor, x: tf.Tensor4D, y: tf.Tensor): tf.Tensor {
  if (usesNative()) {
    return nativeMaxPoolGradient(dy, x, y);
  }
  if (usesWasm()) {
    return maxPoolGradientOnHeap(dy, x);
  }
  const inputs = { dy, input: padded(x), output: y };
  return tf.slice(tf.engine().runKernel<tf.Tensor4D>("MaxPoolGrad", inputs, WINDOW as unknown as tf.NamedAttrMap), [0, 1, 1, 0], x.shape);
}

/**
 * Max pooling, window 3x3, stride 2, one pixel of padding that never wins (torchvision's ResNet stem). Among equal values the
 * gradient goes to the first in row-major order, as in torch.
 * @param x float32 [N, H, W, C]
 * @returns float32 [N, floor((H-1)/2)+1, floor((W-1)/2)+1, C]; owned by the caller
 * @throws ShapeError
 */
export function maxPool3x3Stride2(x: tf.Tensor4D): tf.Tensor4D {
  checkShapes("maxPool3x3Stride2", x.rank === 4, "x must be [N, H, W, C]", { x });
  const [batch, height, width, channels] = x.shape;
  const yShape = [batch, Math.floor((height - 1) / 2) + 1, Math.floor((width - 1) / 2) + 1, channels];
  return differentiable<tf.Tensor4D>({
    inputs: { x },
    forward: (save) => {
      const y = usesNative() ? nativeMaxPool(x, yShape) : usesWasm() ? maxPoolOnHeap(x, yShape) : tf.maxPool(padded(x), 3, 2, "valid");
      save([x, y]);
      return y;
    },
    gradients: (dy, [x, y]) => ({ x: () => gradient(dy, x as tf.Tensor4D, y!) }),
  });
}
