/** @file Frozen batch norms folded to one scale and one shift per channel. */
import * as tf from "@tensorflow/tfjs-core";
import type { Weights } from "../parameter.ts";

/** Added to the variance, as torchvision and DETR do. */
const EPSILON = 1e-5;

export interface ScaleShift {
  /** float32 [O]. */
  readonly scale: tf.Tensor1D;
  /** float32 [O]. */
  readonly shift: tf.Tensor1D;
}

/**
 * Folds on first use and keeps the result, since the buffers change only when weights are loaded.
 *
 *   y = x * s + (b - mean * s),  s = w / sqrt(var + 1e-5)
 */
export class FrozenNorms {
  readonly #folded = new Map<string, ScaleShift>();

  /** Borrowed by the caller: owned here until `clear`. */
  get(weights: Weights, prefix: string): ScaleShift {
    let found = this.#folded.get(prefix);
    if (!found) {
      const part = (name: string): tf.Tensor1D => weights<tf.Tensor1D>(`${prefix}.${name}`);
      const [scale, shift] = tf.tidy(() => {
        const s = tf.mul<tf.Tensor1D>(part("weight"), tf.rsqrt(tf.add(part("running_var"), EPSILON)));
        return [s, tf.sub<tf.Tensor1D>(part("bias"), tf.mul(part("running_mean"), s))];
      });
      found = { scale: tf.keep(scale!), shift: tf.keep(shift!) };
      this.#folded.set(prefix, found);
    }
    return found;
  }

  /** To call after the buffers changed, and at the end. */
  clear(): void {
    for (const { scale, shift } of this.#folded.values()) tf.dispose([scale, shift]);
    this.#folded.clear();
  }
}
