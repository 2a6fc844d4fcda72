/** @file One decoding step with cached keys and values: the cost of a token does not grow with re-reading the caption. */
import * as tf from "@tensorflow/tfjs-core";
import { INFERENCE } from "../forward-context.ts";
import type { ModelSpec } from "../model-spec.ts";
import type { Weights } from "../parameter.ts";
import { embedTokens, head, type Memory, positionRows } from "../transformer/decoder.ts";
import { attend, attendAndShow, feedForward, normalize, projectThird } from "../transformer/sub-layers.ts";

/** Keys and values of one decoder layer. */
interface LayerCache {
  /** float32 `[B, S, D]`: of the pictures, made once. */
  readonly crossK: tf.Tensor3D;
  readonly crossV: tf.Tensor3D;
  /** float32 `[N, t, D]`: of the tokens so far; null before the first. */
  selfK: tf.Tensor3D | null;
  selfV: tf.Tensor3D | null;
}

export interface NextToken {
  /** float32 `[N, V]`: log-probabilities of the next token. */
  readonly logProbabilities: Float32Array;
  /** float32 `[N, S]`: how much each grid cell was looked at, the mean of the last layer's heads; null unless asked for. */
  readonly attention: Float32Array | null;
}

/** Letters: `B` pictures, `N` captions being written (W per picture, side by side), `t` tokens so far, `S` grid cells. */
export class TokenDecoder {
  readonly #spec: ModelSpec;
  readonly #weights: Weights;
  readonly #memory: Memory;
  readonly #layers: LayerCache[];
  #length = 0;

  /** Borrows `memory` until `dispose`. */
  constructor(spec: ModelSpec, weights: Weights, memory: Memory) {
    this.#spec = spec;
    this.#weights = weights;
    this.#memory = memory;
    this.#layers = Array.from({ length: spec.decoderLayers }, (_, i) => {
      const cross = `transformer.decoder.layers.${i}.multihead_attn`;
      const [crossK, crossV] = tf.tidy(() => [
        projectThird(weights, cross, "k", memory.placedMemory),
        projectThird(weights, cross, "v", memory.memory),
      ]);
      return { crossK: crossK!, crossV: crossV!, selfK: null, selfV: null };
    });
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
    if (this.#length >= this.#spec.maxPositions) throw new RangeError(`The model knows ${this.#spec.maxPositions} positions; there is no next token.`);
    const { logits, shown } = this.#step(ids, showAttention);
    this.#length++;
    try {
      const logProbabilities = (await logits.data()) as Float32Array;
      const attention = shown ? ((await shown.data()) as Float32Array) : null;
      return { logProbabilities, attention };
    } finally {
      tf.dispose(shown ? [logits, shown] : [logits]);
    }
  }

  #step(ids: Int32Array, showAttention: boolean): { logits: tf.Tensor2D; shown: tf.Tensor2D | null } {
    const spec = this.#spec;
    const weights = this.#weights;
    const N = ids.length;
    const [B] = this.#memory.memory.shape;
    const D = spec.hiddenDim;
    const replaced: tf.Tensor[] = [];
    const result = tf.tidy(() => {
      const position = positionRows(weights, this.#length, 1); // [1, 1, D]
      let x = embedTokens(spec, weights, tf.tensor2d(ids, [N, 1], "int32"), position);
      let shown: tf.Tensor4D | null = null;
      for (const [i, cache] of this.#layers.entries()) {
        const name = `transformer.decoder.layers.${i}`;
        const self = `${name}.self_attn`;
        const cross = `${name}.multihead_attn`;
        let n = normalize(weights, `${name}.norm1`, x);
        const placed = tf.add<tf.Tensor3D>(n, position);
        const grow = (past: tf.Tensor3D | null, now: tf.Tensor3D): tf.Tensor3D => {
          if (past) replaced.push(past);
          return tf.keep(past ? tf.concat([past, now], 1) : now.clone());
        };
        cache.selfK = grow(cache.selfK, projectThird(weights, self, "k", placed)); // [N, t + 1, D]
        cache.selfV = grow(cache.selfV, projectThird(weights, self, "v", n));
        const q = projectThird(weights, self, "q", placed);
        x = tf.add(x, attend(weights, self, spec.heads, { q, k: cache.selfK, v: cache.selfV, causal: false }, INFERENCE));
        n = normalize(weights, `${name}.norm2`, x);
        const looking = {
          q: tf.reshape(projectThird(weights, cross, "q", tf.add(n, position)), [B, N / B, D]) as tf.Tensor3D,
          k: cache.crossK,
          v: cache.crossV,
          keyPadding: this.#memory.keyPadding,
          causal: false,
        };
        let looked: tf.Tensor3D;
        if (showAttention && i === this.#layers.length - 1) ({ output: looked, shown } = attendAndShow(weights, cross, spec.heads, looking));
        else looked = attend(weights, cross, spec.heads, looking, INFERENCE);
        x = tf.add(x, tf.reshape(looked, [N, 1, D]));
        x = tf.add(x, feedForward(weights, name, normalize(weights, `${name}.norm3`, x), INFERENCE));
      }
      const logits = head(weights, normalize(weights, "transformer.decoder.norm", x));
      const out: tf.Tensor2D[] = [tf.logSoftmax(tf.reshape(logits, [N, spec.vocabularySize]))];
      if (shown) out.push(tf.reshape(tf.mean(shown, 1), [N, -1])); // [B, H, W, S] -> [N, S]
      return out;
    });
    tf.dispose(replaced);
    return { logits: result[0]!, shown: result[1] ?? null };
  }

  /** Lets caption n go on from what caption `parents[n]` has read, as beam search needs. */
  reorder(parents: Int32Array): void {
    if (parents.every((parent, n) => parent === n)) return;
    const rows = tf.tensor1d(parents, "int32");
    for (const cache of this.#layers) {
      for (const part of ["selfK", "selfV"] as const) {
        const past = cache[part];
        if (!past) continue;
        cache[part] = tf.gather(past, rows);
        past.dispose();
      }
    }
    rows.dispose();
  }

  dispose(): void {
    for (const { crossK, crossV, selfK, selfV } of this.#layers) tf.dispose([crossK, crossV, ...(selfK ? [selfK] : []), ...(selfV ? [selfV] : [])]);
    this.#layers.length = 0;
  }
}
