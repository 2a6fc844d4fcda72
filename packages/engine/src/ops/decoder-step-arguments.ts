/** @file What the decoder's step takes and gives; apart, because the op and the engine that has it both need it. */
import type * as tf from "@tensorflow/tfjs-core";

/** Scale and shift, each float32 [D]. */
export interface StepNorm {
  readonly scale: tf.Tensor1D;
  readonly shift: tf.Tensor1D;
}
/** float32 [I, O] and [O]. */
export interface StepLinear {
  readonly weight: tf.Tensor2D;
  readonly bias: tf.Tensor1D;
}
/** The weights of a layer, D wide and with F hidden units: all count as steady. */
export interface StepLayer {
  readonly selfNorm: StepNorm;
  readonly q: StepLinear;
  readonly k: StepLinear;
  readonly v: StepLinear;
  readonly out: StepLinear;
  readonly crossNorm: StepNorm;
  readonly crossQ: StepLinear;
  readonly crossOut: StepLinear;
  readonly feedNorm: StepNorm;
  readonly first: StepLinear;
  readonly second: StepLinear;
  /** float32 [N, capacity, D], from `decoderCache`: this token's keys and values are written into them. */
  readonly keys: tf.Tensor3D;
  readonly values: tf.Tensor3D;
  /** float32 [B, S, D] */
  readonly crossKeys: tf.Tensor3D;
  readonly crossValues: tf.Tensor3D;
}
/** How a token is read: its row and its place's, summed and normalised. V pieces, P places. */
export interface StepEmbedding {
  /** float32 [V, D] */
  readonly words: tf.Tensor2D;
  /** float32 [P, D]: a place's row is also added to what makes queries and keys. */
  readonly positions: tf.Tensor2D;
  readonly norm: StepNorm;
  /** Added to the variance. */
  readonly epsilon: number;
}
export interface DecoderStep {
  /** [N]: the last token of each caption. */
  readonly ids: Int32Array;
  /** Tokens read before. */
  readonly past: number;
  /** [N, capacity]: in which caption's rows of the caches the caption's earlier tokens lie. */
  readonly history: Int32Array;
  readonly heads: number;
  readonly embedding: StepEmbedding;
  readonly layers: readonly StepLayer[];
  /** Of what the last layer gives. */
  readonly norm: StepNorm;
  /** Added to the variance by every norm but the embedding's. */
  readonly epsilon: number;
  /** From D to V; all but the last are rectified. */
  readonly head: readonly StepLinear[];
  /** float32 [B, S], 1 = padding. */
  readonly keyPadding?: tf.Tensor2D | undefined;
  /** Also gives where the last layer looked. */
  readonly shows: boolean;
}
export interface DecoderStepped {
  /** float32 [N, V]: of the next token. */
  readonly logits: tf.Tensor2D;
  /** float32 [N, S]: the mean of the heads' weights; null unless asked for. */
  readonly shown: tf.Tensor2D | null;
}
