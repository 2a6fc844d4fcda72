/** @file A fully connected layer. */
import * as tf from "@tensorflow/tfjs-core";
import { usesNative } from "../native/native-backend.ts";
import { nativeLinear, nativeProduct, nativeSumRows } from "../native/ops/layers.ts";
import { differentiable } from "./differentiable.ts";
import { reluGradient } from "./relu-gradient.ts";
import { checkShapes } from "./shape-check.ts";

export type Activation = "none" | "relu";

/**
 * activation(x W + b).
 * @param x float32 [..., I]
 * @param weight float32 [I, O]
 * @param bias float32 [O]
 * @returns float32 [..., O]; owned by the caller
 * @throws ShapeError
 */
export function linear(x: tf.Tensor, weight: tf.Tensor2D, bias: tf.Tensor1D, activation: Activation): tf.Tensor {
  const [inputs, outputs] = weight.shape;
  checkShapes(
    "linear",
    weight.rank === 2 && inputs > 0 && x.rank >= 1 && x.shape.at(-1) === inputs && bias.rank === 1 && bias.shape[0] === outputs,
    "x must end in the weight's I, which is at least 1, and the bias must have its O",
    { x, weight, bias },
  );
  const rows = x.size / inputs;
  return differentiable({
    inputs: { x, weight, bias },
    forward: (save) => {
      const y = usesNative() ? nativeLinear(x, weight, bias, activation === "relu") : composed(x, weight, bias, activation);
      save(activation === "relu" ? [x, weight, y] : [x, weight]);
      return y;
    },
    gradients: (dy, [x, weight, y]) => {
      const g = y === undefined ? dy : reluGradient(dy, y);
      if (usesNative()) {
        return {
          x: () => nativeProduct(g, weight!, x!, [rows, outputs, inputs], false, true),
          weight: () => nativeProduct(x!, g, weight!, [inputs, rows, outputs], true, false),
          bias: () => nativeSumRows(g),
        };
      }
      const flat = tf.reshape(g, [rows, outputs]);
      return {
        x: () => tf.reshape(tf.matMul(flat, tf.transpose(weight!)), x!.shape),
        weight: () => tf.matMul(tf.transpose(tf.reshape(x!, [rows, inputs])), flat),
        bias: () => tf.sum(flat, 0),
      };
    },
  });
}

function composed(x: tf.Tensor, weight: tf.Tensor2D, bias: tf.Tensor1D, activation: Activation): tf.Tensor {
  const [inputs, outputs] = weight.shape;
  const product = tf.add(tf.matMul(tf.reshape(x, [x.size / inputs, inputs]), weight), bias);
  return tf.reshape(activation === "relu" ? tf.relu(product) : product, [...x.shape.slice(0, -1), outputs]);
}
