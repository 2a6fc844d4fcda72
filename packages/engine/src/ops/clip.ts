/** @file Clipping by the norm of all gradients together, as torch.nn.utils.clip_grad_norm_. */
import * as tf from "@tensorflow/tfjs-core";
import { usesNative } from "../native/native-backend.ts";
import { nativeGlobalNorm } from "../native/ops/optimizer.ts";
import { checkShapes } from "./shape-check.ts";

/** The Euclidean norm of all gradients seen as one vector: float32 scalar, owned by the caller. */
export function globalNorm(gradients: readonly tf.Tensor[]): tf.Scalar {
  for (const gradient of gradients) {
    checkShapes("globalNorm", true, "", { gradient });
  }
  if (usesNative()) {
    return nativeGlobalNorm(gradients);
  }
  return tf.tidy(() => {
    const squares = gradients.map((gradient) => tf.sum(tf.square(gradient)));
    return squares.length === 0 ? tf.scalar(0) : (tf.sqrt(tf.addN(squares)) as tf.Scalar);
  });
}

/** What to multiply the gradients by: min(1, maxNorm / (norm + 1e-6)). */
export function clipCoefficient(norm: number, maxNorm: number): number {
  return Math.min(1, maxNorm / (norm + 1e-6));
}
