/** @file The gradient of a rectifier, from its output. */
import * as tf from "@tensorflow/tfjs-core";
import { usesNative } from "../native/native-backend.ts";
import { nativeReluGradient } from "../native/ops/layers.ts";
import { isGatedBy } from "./rectified.ts";

/** dy where y > 0, else 0. */
export function reluGradient<T extends tf.Tensor>(dy: T, y: tf.Tensor): T {
  if (isGatedBy(dy, y)) {
    return dy.clone();
  }
  return usesNative() ? (nativeReluGradient(dy, y) as T) : tf.mul(dy, tf.step(y));
}
