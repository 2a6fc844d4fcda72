/** @file The decoder over whole captions, for training: each position sees the ones before it and the picture. */
import * as tf from "@tensorflow/tfjs-core";
import { embedding } from "@capstan/engine/ops/embedding";
import type { ForwardContext } from "../forward-context.ts";
import type { ModelSpec } from "../model-spec.ts";
import type { Weights } from "../parameter.ts";
import { attend, drop, feedForward, normalize, project, projectThird } from "./sub-layers.ts";

/** Epsilon of the embeddings' norm, BERT's. */
export const EMBEDDING_EPSILON = 1e-12;
const POSITIONS = "transformer.embeddings.position_embeddings.weight";

/** The rows `from` to `from + count` of the learned position table, `[1, count, D]`. */
export const positionRows = (weights: Weights, from: number, count: number): tf.Tensor3D =>
  tf.expandDims(tf.slice(weights<tf.Tensor2D>(POSITIONS), [from, 0], [count, -1]), 0);

/** Word plus position, normalised: int32 ids `[N, T]` at positions starting with `position`'s first row -> `[N, T, D]`. */
export function embedTokens(spec: ModelSpec, weights: Weights, ids: tf.Tensor2D, position: tf.Tensor3D): tf.Tensor3D {
  const words = embedding(weights<tf.Tensor2D>("transformer.embeddings.word_embeddings.weight"), ids, spec.padId) as tf.Tensor3D;
  return normalize(weights, "transformer.embeddings.LayerNorm", tf.add(words, position), EMBEDDING_EPSILON);
}

/** Encoded pictures as the decoder's cross-attention reads them. */
export interface Memory {
  /** float32 `[B, S, D]`. */
  readonly memory: tf.Tensor3D;
  /** memory + picture positions, float32 `[B, S, D]`. */
  readonly placedMemory: tf.Tensor3D;
  /** float32 `[B, S]`, 1 = padding. */
  readonly keyPadding?: tf.Tensor2D | undefined;
}

interface DecoderInput extends Memory {
  /** int32 `[N, T]`, N = B * C, the C captions of a picture side by side. Borrowed. */
  readonly ids: tf.Tensor2D;
  /** float32 `[N, T]`, 1 = padding. Borrowed. */
  readonly tokenPadding?: tf.Tensor2D | undefined;
}

/**
 * Hidden states of every position, float32 `[N, T, D]`, normalised.
 *
 * The position table is used twice, as in CATR: added to the words, and again to queries and keys in every layer. CATR adds
 * the whole table and so fixes T; the first T rows give the same values for any T.
 */
export function decode(spec: ModelSpec, weights: Weights, input: DecoderInput, context: ForwardContext): tf.Tensor3D {
  const [N, T] = input.ids.shape;
  const [B] = input.memory.shape;
  const D = spec.hiddenDim;
  const C = N / B;
  const position = positionRows(weights, 0, T); // [1, T, D]
  let x = drop(context, embedTokens(spec, weights, input.ids, position));
  for (let i = 0; i < spec.decoderLayers; i++) {
    const name = `transformer.decoder.layers.${i}`;
    const self = `${name}.self_attn`;
    const cross = `${name}.multihead_attn`;
    let n = normalize(weights, `${name}.norm1`, x);
    const placed = tf.add<tf.Tensor3D>(n, position);
    const q = projectThird(weights, self, "q", placed);
    const k = projectThird(weights, self, "k", placed);
    const v = projectThird(weights, self, "v", n);
    x = tf.add(x, drop(context, attend(weights, self, spec.heads, { q, k, v, keyPadding: input.tokenPadding, causal: true }, context)));
    n = normalize(weights, `${name}.norm2`, x);
    // Cross-attention has no order among queries: the captions of a picture stand in one row, and its keys are made once.
    const looked = attend(
      weights,
      cross,
      spec.heads,
      {
        q: tf.reshape(projectThird(weights, cross, "q", tf.add(n, position)), [B, C * T, D]),
        k: projectThird(weights, cross, "k", input.placedMemory),
        v: projectThird(weights, cross, "v", input.memory),
        keyPadding: input.keyPadding,
        causal: false,
      },
      context,
    );
    x = tf.add(x, drop(context, tf.reshape(looked, [N, T, D])));
    x = tf.add(x, feedForward(weights, name, normalize(weights, `${name}.norm3`, x), context));
  }
  return normalize(weights, "transformer.decoder.norm", x);
}

/** Logits of the next token: `[N, T, D]` -> `[N, T, V]`. */
export function head(weights: Weights, hidden: tf.Tensor3D): tf.Tensor3D {
  const first = project(weights, "mlp.layers.0", hidden, "relu");
  return project(weights, "mlp.layers.2", project(weights, "mlp.layers.1", first, "relu"));
}
