/** @file The decoder for one more token, composed of the ops that training uses: for any engine, and for many captions. */
import * as tf from "@tensorflow/tfjs-core";
import { INFERENCE } from "../forward-context.ts";
import { embedTokens, head, positionRows } from "../transformer/decoder.ts";
import { attend, attendAndShow, feedForward, normalize, projectThird } from "../transformer/sub-layers.ts";
import type { Passed, TokenPass, WrittenTo } from "./token-pass.ts";

/** float32 `[N, t, D]`: of the tokens so far; null before the first. */
interface Cache {
  keys: tf.Tensor3D | null;
  values: tf.Tensor3D | null;
}

export class ComposedPass implements TokenPass {
  readonly #to: WrittenTo;
  readonly #caches: Cache[];

  constructor(to: WrittenTo) {
    this.#to = to;
    this.#caches = to.cross.map(() => ({ keys: null, values: null }));
  }

  read(ids: Int32Array, past: number, showAttention: boolean): Passed {
    const { spec, weights, memory, cross } = this.#to;
    const [N, D] = [ids.length, spec.hiddenDim];
    const [B] = memory.memory.shape;
    const position = positionRows(weights, past, 1); // [1, 1, D]
    let x = embedTokens(spec, weights, tf.tensor2d(ids, [N, 1], "int32"), position);
    let shown: tf.Tensor4D | null = null;
    for (const [i, cache] of this.#caches.entries()) {
      const name = `transformer.decoder.layers.${i}`;
      const own = `${name}.self_attn`;
      const other = `${name}.multihead_attn`;
      let n = normalize(weights, `${name}.norm1`, x);
      const placed = tf.add<tf.Tensor3D>(n, position);
      cache.keys = grown(cache.keys, projectThird(weights, own, "k", placed)); // [N, t + 1, D]
      cache.values = grown(cache.values, projectThird(weights, own, "v", n));
      const q = projectThird(weights, own, "q", placed);
      x = tf.add(x, attend(weights, own, spec.heads, { q, k: cache.keys, v: cache.values, causal: false }, INFERENCE));
      n = normalize(weights, `${name}.norm2`, x);
      const looking = {
        q: tf.reshape(projectThird(weights, other, "q", tf.add(n, position)), [B, N / B, D]) as tf.Tensor3D,
        k: cross[i]!.keys,
        v: cross[i]!.values,
        keyPadding: memory.keyPadding,
        causal: false,
      };
      let looked: tf.Tensor3D;
      if (showAttention && i === cross.length - 1) ({ output: looked, shown } = attendAndShow(weights, other, spec.heads, looking));
      else looked = attend(weights, other, spec.heads, looking, INFERENCE);
      x = tf.add(x, tf.reshape(looked, [N, 1, D]));
      x = tf.add(x, feedForward(weights, name, normalize(weights, `${name}.norm3`, x), INFERENCE));
    }
    const logits = head(weights, normalize(weights, "transformer.decoder.norm", x));
    // [B, H, W, S] -> [N, S]
    return { logits: tf.reshape(logits, [N, spec.vocabularySize]), shown: shown && tf.reshape(tf.mean(shown, 1), [N, -1]) };
  }

  reorder(parents: Int32Array): void {
    const rows = tf.tensor1d(parents, "int32");
    for (const cache of this.#caches) {
      for (const part of ["keys", "values"] as const) {
        const past = cache[part];
        if (!past) continue;
        cache[part] = tf.gather(past, rows);
        past.dispose();
      }
    }
    rows.dispose();
  }

  dispose(): void {
    for (const { keys, values } of this.#caches) {
      keys?.dispose();
      values?.dispose();
    }
    this.#caches.length = 0;
  }
}

/** `past` and `now` in one, kept beyond the tidy; `past` is disposed of. */
function grown(past: tf.Tensor3D | null, now: tf.Tensor3D): tf.Tensor3D {
  const all = tf.keep(past ? tf.concat([past, now], 1) : now.clone());
  past?.dispose();
  return all;
}
