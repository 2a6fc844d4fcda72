/** @file Attention of the native engine. */
import type * as tf from "@tensorflow/tfjs-core";
import type { Attention } from "../../ops/attention-arguments.ts";
import { floatsOf, kernels, newNative } from "../native-backend.ts";

/** Numbers in the order of native/source/attention.cc. */
function packSizes(q: readonly number[], k: readonly number[], { heads, causal, dropout }: Attention): number[] {
  return [q[0]!, q[1]!, k[1]!, heads, q[2]! / heads, Number(causal), dropout?.rate ?? 0, dropout?.seed ?? 0];
}

/** Output [B, T, D] and, before dropout, weights [B, H, T, S]. */
export function nativeAttention(args: Attention): { output: tf.Tensor3D; weights: tf.Tensor4D } {
  const { q, k, v, heads, keyPadding } = args;
  const output = newNative<tf.Tensor3D>(q.shape);
  const weights = newNative<tf.Tensor4D>([q.shape[0], heads, q.shape[1], k.shape[1]]);
  kernels().attention(
    floatsOf(q),
    floatsOf(k),
    floatsOf(v),
    keyPadding === undefined ? null : floatsOf(keyPadding),
    weights.values,
    output.values,
    ...packSizes(q.shape, k.shape, args),
  );
  return { output: output.tensor, weights: weights.tensor };
}

export function nativeAttentionGradient(
  dy: tf.Tensor,
  q: tf.Tensor,
  k: tf.Tensor,
  v: tf.Tensor,
  weights: tf.Tensor,
  args: Attention,
): { q: tf.Tensor; k: tf.Tensor; v: tf.Tensor } {
  const [dq, dk, dv] = [newNative(q.shape), newNative(k.shape), newNative(v.shape)];
  kernels().attentionGradient(
    floatsOf(dy),
    floatsOf(q),
    floatsOf(k),
    floatsOf(v),
    floatsOf(weights),
    dq.values,
    dk.values,
    dv.values,
    ...packSizes(q.shape, k.shape, args),
  );
  return { q: dq.tensor, k: dk.tensor, v: dv.tensor };
}
