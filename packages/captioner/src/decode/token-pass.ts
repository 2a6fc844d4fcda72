/** @file What a decoder remembers of captions being written, and how one more token passes through it. */
import type * as tf from "@tensorflow/tfjs-core";
import type { ModelSpec } from "../model-spec.ts";
import type { Weights } from "../parameter.ts";
import type { Memory } from "../transformer/decoder.ts";

/** Letters: `B` pictures, `N` captions (N / B per picture, side by side), `S` grid cells, `D` width, `V` pieces. */
export interface WrittenTo {
  readonly spec: ModelSpec;
  readonly weights: Weights;
  /** Borrowed. */
  readonly memory: Memory;
  /** Of each layer, float32 `[B, S, D]`: keys and values of the pictures. Borrowed. */
  readonly cross: readonly { readonly keys: tf.Tensor3D; readonly values: tf.Tensor3D }[];
}

export interface Passed {
  /** float32 `[N, V]`: of the next token. */
  readonly logits: tf.Tensor2D;
  /** float32 `[N, S]`: the mean of the last layer's heads; null unless asked for. */
  readonly shown: tf.Tensor2D | null;
}

export interface TokenPass {
  /**
   * Reads one more token of each caption. Call within a tidy, with the weights steady.
   * @param ids `[N]`
   * @param past tokens read before: the place of this one.
   */
  read(ids: Int32Array, past: number, showAttention: boolean): Passed;
  /** Lets caption n go on from what caption `parents[n]` has read. */
  reorder(parents: Int32Array): void;
  dispose(): void;
}
