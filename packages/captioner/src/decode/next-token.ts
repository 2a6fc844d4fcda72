/** @file One decoding step with cached keys and values: the cost of a token does not grow with re-reading the caption. */
import { type BestTokens, bestTokens } from "@capstan/engine/ops/best-tokens";
import { hasDecoderStep } from "@capstan/engine/ops/decoder-step";
import * as tf from "@tensorflow/tfjs-core";
import { INFERENCE, within } from "../forward-context.ts";
import type { ModelSpec } from "../model-spec.ts";
import type { Weights } from "../parameter.ts";
import type { Memory } from "../transformer/decoder.ts";
import { projectThird } from "../transformer/sub-layers.ts";
import { ComposedPass } from "./composed-pass.ts";
import { FusedPass } from "./fused-pass.ts";
import type { Passed, TokenPass, WrittenTo } from "./token-pass.ts";

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

/** Letters: `B` pictures, `N` captions being written (W per picture, side by side), `S` grid cells, `V` pieces. */
export class TokenDecoder {
  readonly #to: WrittenTo;
  /** Of the first call's number of captions; null before. */
  #pass: TokenPass | null = null;
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

  #step(ids: Int32Array, showAttention: boolean): Passed {
    const N = ids.length;
    this.#pass ??= hasDecoderStep(N) ? new FusedPass(this.#to, N) : new ComposedPass(this.#to);
    const pass = this.#pass;
    const [logits, shown] = within(INFERENCE, () =>
      tf.tidy((): tf.Tensor2D[] => {
        const passed = pass.read(ids, this.#length, showAttention);
        return passed.shown ? [passed.logits, passed.shown] : [passed.logits];
      }),
    );
    return { logits: logits!, shown: shown ?? null };
  }

  /** Lets caption n go on from what caption `parents[n]` has read, as beam search needs. */
  reorder(parents: Int32Array): void {
    if (!parents.every((parent, n) => parent === n)) this.#pass?.reorder(parents);
  }

  dispose(): void {
    this.#pass?.dispose();
    this.#pass = null;
    for (const { keys, values } of this.#to.cross) tf.dispose([keys, values]);
  }
}
