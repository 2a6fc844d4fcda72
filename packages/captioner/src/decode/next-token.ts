/** @file One decoding step with cached keys and values: the cost of a token does not grow with re-reading the caption. */
import { type BestTokens, bestTokens } from "@capstan/engine/ops/best-tokens";
import { hasDecoderStep } from "@capstan/engine/ops/decoder-step";
import * as tf from "@tensorflow/tfjs-core";
import { INFERENCE, within } from "../forward-context.ts";
import type { ModelSpec } from "../model-spec.ts";
import type { Weights } from "../parameter.ts";
import { embedTokens, head, type Memory, positionRows } from "../transformer/decoder.ts";
import { normalize, projectThird } from "../transformer/sub-layers.ts";
import { ComposedLayers } from "./composed-layers.ts";
import type { DecoderLayers, WrittenTo } from "./decoder-layers.ts";
import { FusedLayers } from "./fused-layers.ts";

interface Looked {
  /** float32 `[N, S]`: how much each grid cell was looked at, the mean of the last layer's heads; null unless asked for. */
  readonly attention: Float32Array | null;
}
export interface NextToken extends Looked {
  /** float32 `[N, V]`: log-probabilities of the next token. */
  readonly logProbabilities: Float32Array;
}
/** `[N, count]`, likeliest first. */
export interface LikeliestTokens extends BestTokens, Looked {}

interface Stepped {
  readonly logits: tf.Tensor2D;
  readonly shown: tf.Tensor2D | null;
}

/** Letters: `B` pictures, `N` captions being written (W per picture, side by side), `S` grid cells, `V` pieces. */
export class TokenDecoder {
  readonly #to: WrittenTo;
  /** Of the first call's number of captions; null before. */
  #layers: DecoderLayers | null = null;
  #length = 0;

  /** Borrows `memory` until `dispose`. */
  constructor(spec: ModelSpec, weights: Weights, memory: Memory) {
    const cross = Array.from({ length: spec.decoderLayers }, (_, i) => {
      const name = `transformer.decoder.layers.${i}.multihead_attn`;
      const [keys, values] = within(INFERENCE, () =>
        tf.tidy(() => [projectThird(weights, name, "k", memory.placedMemory), projectThird(weights, name, "v", memory.memory)]),
      );
      return { keys: keys!, values: values! };
    });
    this.#to = { spec, weights, memory, cross };
  }

  /** Tokens read so far. */
  get length(): number {
    return this.#length;
  }

  /**
   * Reads one more token per caption and says how likely each piece is to follow.
   * @param ids `[N]`, N a multiple of B and the same at every call.
   * @throws {RangeError} past the model's last position.
   */
  async next(ids: Int32Array, showAttention = false): Promise<NextToken> {
    return this.#read(ids, showAttention, async (logits) => {
      const logProbabilities = tf.logSoftmax(logits);
      try {
        return { logProbabilities: (await logProbabilities.data()) as Float32Array };
      } finally {
        logProbabilities.dispose();
      }
    });
  }

  /** As `next`, but of each caption only the `count` likeliest pieces that are not in `never`. @throws as next. */
  async likeliest(ids: Int32Array, count: number, never: readonly number[], showAttention = false): Promise<LikeliestTokens> {
    return this.#read(ids, showAttention, (logits) => bestTokens(logits, count, never));
  }

  async #read<T>(ids: Int32Array, showAttention: boolean, take: (logits: tf.Tensor2D) => Promise<T>): Promise<T & Looked> {
    if (this.#length >= this.#to.spec.maxPositions)
      throw new RangeError(`The model knows ${this.#to.spec.maxPositions} positions; there is no next token.`);
    const { logits, shown } = this.#step(ids, showAttention);
    this.#length++;
    try {
      const attention = shown ? ((await shown.data()) as Float32Array) : null;
      return { ...(await take(logits)), attention };
    } finally {
      tf.dispose(shown ? [logits, shown] : [logits]);
    }
  }

  #step(ids: Int32Array, showAttention: boolean): Stepped {
    const { spec, weights } = this.#to;
    const N = ids.length;
    this.#layers ??= hasDecoderStep(N) ? new FusedLayers(this.#to, N) : new ComposedLayers(this.#to);
    const layers = this.#layers;
    const stepped = within(INFERENCE, () =>
      tf.tidy(() => {
        const position = positionRows(weights, this.#length, 1); // [1, 1, D]
        const x = embedTokens(spec, weights, tf.tensor2d(ids, [N, 1], "int32"), position);
        const { hidden, shown } = layers.pass(tf.reshape(x, [N, spec.hiddenDim]), position, showAttention);
        const last = tf.reshape<tf.Rank.R3>(hidden, [N, 1, spec.hiddenDim]);
        const logits = head(weights, normalize(weights, "transformer.decoder.norm", last));
        const out: tf.Tensor2D[] = [tf.reshape(logits, [N, spec.vocabularySize])];
        if (shown) out.push(shown);
        return out;
      }),
    );
    return { logits: stepped[0]!, shown: stepped[1] ?? null };
  }

  /** Lets caption n go on from what caption `parents[n]` has read, as beam search needs. */
  reorder(parents: Int32Array): void {
    if (!parents.every((parent, n) => parent === n)) this.#layers?.reorder(parents);
  }

  dispose(): void {
    this.#layers?.dispose();
    this.#layers = null;
    for (const { keys, values } of this.#to.cross) tf.dispose([keys, values]);
  }
}
