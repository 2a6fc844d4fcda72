/** @file What a decoder remembers of captions being written, and how one more token passes its layers. */
import type * as tf from "@tensorflow/tfjs-core";
import type { ModelSpec } from "../model-spec.ts";
import type { Weights } from "../parameter.ts";
import type { Memory } from "../transformer/decoder.ts";

/** Letters: `B` pictures, `N` captions (N / B per picture, side by side), `S` grid cells, `D` width. */
export interface WrittenTo {
  readonly spec: ModelSpec;
  readonly weights: Weights;
  /** Borrowed. */
  readonly memory: Memory;
  /** Of each layer, float32 `[B, S, D]`: keys and values of the pictures. Borrowed. */
  readonly cross: readonly { readonly keys: tf.Tensor3D; readonly values: tf.Tensor3D }[];
}

export interface Passed {
  /** float32 `[N, D]`, before the last norm. */
  readonly hidden: tf.Tensor2D;
  /** float32 `[N, S]`: the mean of the last layer's heads; null unless asked for. */
  readonly shown: tf.Tensor2D | null;
}

export interface DecoderLayers {
  /**
   * Reads one more token of each caption. Call within a tidy, with the weights steady.
   * @param x float32 `[N, D]`: the embedded tokens. Borrowed.
   * @param position float32 `[1, 1, D]`. Borrowed.
   */
  pass(x: tf.Tensor2D, position: tf.Tensor3D, showAttention: boolean): Passed;
  /** Lets caption n go on from what caption `parents[n]` has read. */
  reorder(parents: Int32Array): void;
  dispose(): void;
}
