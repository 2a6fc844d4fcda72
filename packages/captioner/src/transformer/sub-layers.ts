/** @file The parts that encoder and decoder layers share. All borrow their inputs; call them within a tidy. */
import type * as tf from "@tensorflow/tfjs-core";
import { attention, attentionWithWeights } from "@capstan/engine/ops/attention";
import { dropout } from "@capstan/engine/ops/dropout";
import { layerNorm } from "@capstan/engine/ops/layer-norm";
import { linear } from "@capstan/engine/ops/linear";
import type { ForwardContext } from "../forward-context.ts";
import type { Weights } from "../parameter.ts";

/** Epsilon of every layer norm but the embeddings'. */
export const NORM_EPSILON = 1e-5;

export const normalize = (weights: Weights, name: string, x: tf.Tensor3D, epsilon = NORM_EPSILON): tf.Tensor3D =>
  layerNorm(x, weights<tf.Tensor1D>(`${name}.weight`), weights<tf.Tensor1D>(`${name}.bias`), epsilon) as tf.Tensor3D;

export const project = (weights: Weights, name: string, x: tf.Tensor3D, activation: "none" | "relu" = "none"): tf.Tensor3D =>
  linear(x, weights<tf.Tensor2D>(`${name}.weight`), weights<tf.Tensor1D>(`${name}.bias`), activation) as tf.Tensor3D;

/** One third of an attention's joint input projection. */
export const projectThird = (weights: Weights, name: string, third: "q" | "k" | "v", x: tf.Tensor3D): tf.Tensor3D =>
  linear(
    x,
    weights<tf.Tensor2D>(`${name}.in_proj_weight#${third}`),
    weights<tf.Tensor1D>(`${name}.in_proj_bias#${third}`),
    "none",
  ) as tf.Tensor3D;

export const drop = (context: ForwardContext, x: tf.Tensor3D): tf.Tensor3D =>
  context.dropout ? dropout(x, context.dropout.rate, context.dropout.nextSeed()) : x;

interface Projected {
  readonly q: tf.Tensor3D;
  readonly k: tf.Tensor3D;
  readonly v: tf.Tensor3D;
  readonly keyPadding?: tf.Tensor2D | undefined;
  readonly causal: boolean;
}

/** Attention over projected q, k, v, dropout on its weights, output projection: `[B, T, D]`. */
export function attend(weights: Weights, name: string, heads: number, projected: Projected, context: ForwardContext): tf.Tensor3D {
  const { q, k, v, keyPadding, causal } = projected;
  const dropped = context.dropout ? { dropout: { rate: context.dropout.rate, seed: context.dropout.nextSeed() } } : {};
  const mixed = attention({ q, k, v, heads, causal, ...(keyPadding ? { keyPadding } : {}), ...dropped });
  return project(weights, `${name}.out_proj`, mixed);
}

/** As `attend` without dropout; also gives the weights `[B, H, T, S]`. */
export function attendAndShow(
  weights: Weights,
  name: string,
  heads: number,
  projected: Projected,
): { output: tf.Tensor3D; shown: tf.Tensor4D } {
  const { q, k, v, keyPadding, causal } = projected;
  const { output, weights: shown } = attentionWithWeights({ q, k, v, heads, causal, ...(keyPadding ? { keyPadding } : {}) });
  return { output: project(weights, `${name}.out_proj`, output), shown };
}

/** The two-layer network of a layer, with dropout between and after: `[B, T, D]`. */
export function feedForward(weights: Weights, name: string, x: tf.Tensor3D, context: ForwardContext): tf.Tensor3D {
  const hidden = drop(context, project(weights, `${name}.linear1`, x, "relu"));
  return drop(context, project(weights, `${name}.linear2`, hidden));
}
