/** @file Multi-head attention, without the projections around it. */
import * as tf from "@tensorflow/tfjs-core";
import { usesNative } from "../native/native-backend.ts";
import { nativeAttention, nativeAttentionGradient } from "../native/ops/attention.ts";
import type { Attention } from "./attention-arguments.ts";
import { differentiable } from "./differentiable.ts";
import { dropout } from "./dropout.ts";
import { checkShapes } from "./shape-check.ts";

/** Added to a hidden score: its weight underflows to exactly 0, and a row with everything hidden stays finite. */
const HIDDEN = -1e9;

function checkAttention({ q, k, v, heads, keyPadding }: Attention): void {
  checkShapes(
    "attention",
    q.rank === 3 &&
      k.rank === 3 &&
      v.rank === 3 &&
      q.shape[0] === k.shape[0] &&
      q.shape[2] === k.shape[2] &&
      tf.util.arraysEqual(k.shape, v.shape),
    "q must be [B, T, D], and k and v [B, S, D]",
    { q, k, v },
  );
  checkShapes("attention", Number.isInteger(heads) && heads > 0 && q.shape[2] % heads === 0, `D must be a multiple of the ${heads} heads`, {
    q,
  });
  checkShapes("attention", k.shape[1] > 0, "there must be a key to attend to", { k });
  checkShapes(
    "attention",
    keyPadding === undefined || (keyPadding.rank === 2 && keyPadding.shape[0] === k.shape[0] && keyPadding.shape[1] === k.shape[1]),
    "the key padding must be [B, S]",
    { k, keyPadding },
  );
}

/** [B, T, H*d] -> [B, H, T, d]. */
function splitHeads(x: tf.Tensor, heads: number): tf.Tensor4D {
  const [batch, length, width] = x.shape as [number, number, number];
  return tf.transpose(tf.reshape(x, [batch, length, heads, width / heads]), [0, 2, 1, 3]);
}
/** [B, H, T, d] -> [B, T, H*d]. */
function joinHeads(x: tf.Tensor): tf.Tensor3D {
  const [batch, heads, length, width] = x.shape as [number, number, number, number];
  return tf.reshape<tf.Rank.R3>(tf.transpose(x, [0, 2, 1, 3]), [batch, length, heads * width]);
}
function turned(x: tf.Tensor4D): tf.Tensor4D {
  return tf.transpose(x, [0, 1, 3, 2]);
}

/** 1 where hidden: broadcasts to [B, H, T, S]; undefined when nothing is. */
function hiddenKeys({ q, k, keyPadding, causal }: Attention): tf.Tensor4D | undefined {
  const [batch, keys] = [k.shape[0], k.shape[1]];
  const queries = q.shape[1];
  const padding = keyPadding && tf.reshape<tf.Rank.R4>(keyPadding, [batch, 1, 1, keys]);
  if (!causal) {
    return padding;
  }
  const future = new Float32Array(queries * keys);
  for (let t = 0; t < queries; t++) {
    future.fill(1, Math.min(t * keys + t + keys - queries + 1, (t + 1) * keys), (t + 1) * keys);
  }
  const later = tf.tensor4d(future, [1, 1, queries, keys]);
  return padding === undefined ? later : tf.maximum(padding, later);
}

function attentionWeights(args: Attention, q: tf.Tensor4D, k: tf.Tensor4D): tf.Tensor4D {
  const scores = tf.mul<tf.Tensor4D>(tf.matMul(q, turned(k)), 1 / Math.sqrt(q.shape[3]));
  const hidden = hiddenKeys(args);
  return tf.softmax(hidden === undefined ? scores : tf.add<tf.Tensor4D>(scores, tf.mul(hidden, HIDDEN)));
}

/**
 * softmax(q k' / sqrt(D / heads)) v for each head.
 * @returns float32 [B, T, D]; owned by the caller
 * @throws ShapeError
 */
export function attention(args: Attention): tf.Tensor3D {
  checkAttention(args);
  if (usesNative()) {
    return differentiable<tf.Tensor3D>({
      inputs: { q: args.q, k: args.k, v: args.v },
      forward: (save) => {
        const { output, weights } = nativeAttention(args);
        save([args.q, args.k, args.v, weights]);
        return output;
      },
      gradients: (dy, [q, k, v, weights]) => {
        const gradients = nativeAttentionGradient(dy, q!, k!, v!, weights!, args);
        return { q: () => gradients.q, k: () => gradients.k, v: () => gradients.v };
      },
    });
  }
  const { heads } = args;
  const scale = 1 / Math.sqrt(args.q.shape[2] / heads);
  const drop = <T extends tf.Tensor>(x: T): T => (args.dropout === undefined ? x : dropout(x, args.dropout.rate, args.dropout.seed));
  return differentiable<tf.Tensor3D>({
    inputs: { q: args.q, k: args.k, v: args.v },
    forward: (save) => {
      const [q, k, v] = [splitHeads(args.q, heads), splitHeads(args.k, heads), splitHeads(args.v, heads)];
      const weights = attentionWeights(args, q, k);
      save([q, k, v, weights]);
      return joinHeads(tf.matMul(drop(weights), v));
    },
    gradients: (dy, saved) => {
      const [q, k, v, weights] = saved as [tf.Tensor4D, tf.Tensor4D, tf.Tensor4D, tf.Tensor4D];
      const g = splitHeads(dy, heads);
      const dWeights = drop(tf.matMul(g, turned(v)));
      const dScores = tf.mul(tf.mul(weights, tf.sub(dWeights, tf.sum(tf.mul(dWeights, weights), -1, true))), scale) as tf.Tensor4D;
      return {
        q: () => joinHeads(tf.matMul(dScores, k)),
        k: () => joinHeads(tf.matMul(turned(dScores), q)),
        v: () => joinHeads(tf.matMul(turned(drop(weights)), g)),
      };
    },
  });
}

/**
 * Attention for decoding: also says where each head looked. No gradient, no dropout.
 * @returns output float32 [B, T, D] and weights float32 [B, H, T, S]; both owned by the caller
 * @throws ShapeError
 */
export function attentionWithWeights(args: Attention): { output: tf.Tensor3D; weights: tf.Tensor4D } {
  checkAttention(args);
  if (usesNative()) {
    return nativeAttention({ ...args, dropout: undefined });
  }
  return tf.tidy(() => {
    const weights = attentionWeights(args, splitHeads(args.q, args.heads), splitHeads(args.k, args.heads));
    return { output: joinHeads(tf.matMul(weights, splitHeads(args.v, args.heads))), weights };
  });
}
