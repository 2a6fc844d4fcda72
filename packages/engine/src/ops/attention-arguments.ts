/** @file What attention is given; apart, because every engine has its own way to compute it. */
import type * as tf from "@tensorflow/tfjs-core";

export interface Attention {
  /** float32 [B, T, D], already projected; D = heads * width, the heads side by side. */
  readonly q: tf.Tensor3D;
  /** float32 [B, S, D]. */
  readonly k: tf.Tensor3D;
  /** float32 [B, S, D]. */
  readonly v: tf.Tensor3D;
  readonly heads: number;
  /** float32 [B, S]: 1 = hidden. */
  readonly keyPadding?: tf.Tensor2D;
  /** Position t sees the keys 0..t only (T = S), or with a longer past the keys 0..t+S-T. */
  readonly causal: boolean;
  /** Drops attention weights. */
  readonly dropout?: { readonly rate: number; readonly seed: number };
}
