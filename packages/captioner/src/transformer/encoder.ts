/** @file The encoder: grid cells look at each other. Pre-norm, as DETR's. */
import * as tf from "@tensorflow/tfjs-core";
import type { ForwardContext } from "../forward-context.ts";
import type { ModelSpec } from "../model-spec.ts";
import type { Weights } from "../parameter.ts";
import { attend, drop, feedForward, normalize, projectThird } from "./sub-layers.ts";

interface EncoderInput {
  /** float32 `[B, S, D]`: projected features, row-major over the grid. Borrowed. */
  readonly x: tf.Tensor3D;
  /** float32 `[B | 1, S, D]`. Borrowed. */
  readonly position: tf.Tensor3D;
  /** float32 `[B, S]`, 1 = padding. Borrowed. */
  readonly keyPadding?: tf.Tensor2D | undefined;
}

/** @returns the memory, float32 `[B, S, D]`, normalised. Padded cells are computed, and hidden as keys only. */
export function encode(spec: ModelSpec, weights: Weights, { x, position, keyPadding }: EncoderInput, context: ForwardContext): tf.Tensor3D {
  let y = x;
  for (let i = 0; i < spec.encoderLayers; i++) {
    const name = `transformer.encoder.layers.${i}`;
    const self = `${name}.self_attn`;
    const n = normalize(weights, `${name}.norm1`, y);
    const placed = tf.add<tf.Tensor3D>(n, position);
    const q = projectThird(weights, self, "q", placed);
    const k = projectThird(weights, self, "k", placed);
    const v = projectThird(weights, self, "v", n);
    y = tf.add(y, drop(context, attend(weights, self, spec.heads, { q, k, v, keyPadding, causal: false }, context)));
    y = tf.add(y, feedForward(weights, name, normalize(weights, `${name}.norm2`, y), context));
  }
  return normalize(weights, "transformer.encoder.norm", y);
}
