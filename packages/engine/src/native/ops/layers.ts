/** @file Linear layers, layer normalisation, embeddings, pooling, dropout and the loss of the native engine. */
import type * as tf from "@tensorflow/tfjs-core";
import {
  compactOf,
  floatsOf,
  keptNumber,
  kernels,
  nativeBackend,
  newActivation,
  newNative,
  newNativeLike,
  storedOf,
} from "../native-backend.ts";

/** So many rows at most are read over in one pass of their own (native/source/few-rows.h); with more, blocks are faster. */
export const FEW_ROWS = 8;

/** relu(x W + b); x [..., I] counts as rows of I. */
export function nativeLinear(x: tf.Tensor, weight: tf.Tensor2D, bias: tf.Tensor1D, relu: boolean): tf.Tensor {
  const [inputs, outputs] = weight.shape;
  const shape = [...x.shape.slice(0, -1), outputs];
  const rows = x.size / inputs;
  if (rows <= FEW_ROWS) {
    const few = newNative(shape);
    kernels().fewRowsLinear(floatsOf(x), compactOf(weight), floatsOf(bias), few.values, rows, inputs, outputs, Number(relu));
    return few.tensor;
  }
  const y = relu ? newActivation(shape) : newNative(shape);
  kernels().linear(storedOf(x), floatsOf(weight), floatsOf(bias), y.values, rows, inputs, outputs, Number(relu), keptNumber(weight));
  return y.tensor;
}

/** a b as matrices of the given sizes, whatever the tensors' shapes: [rows, inner] x [inner, columns]; shape and storage are `like`'s. */
export function nativeProduct(
  a: tf.Tensor,
  b: tf.Tensor,
  like: tf.Tensor,
  [rows, inner, columns]: readonly [number, number, number],
  turnA: boolean,
  turnB: boolean,
): tf.Tensor {
  const c = newNativeLike(like, like.shape);
  kernels().matrixProduct(storedOf(a), storedOf(b), c.values, 1, rows, inner, columns, Number(turnA), Number(turnB));
  return c.tensor;
}

/** The sum of rows: [..., D] -> [D]. */
export function nativeSumRows(x: tf.Tensor): tf.Tensor {
  const width = x.shape.at(-1)!;
  const sum = newNative([width]);
  kernels().reduceColumns(0, storedOf(x), sum.values, 1, x.size / width, width);
  return sum.tensor;
}

export function nativeReluGradient(dy: tf.Tensor, y: tf.Tensor): tf.Tensor {
  const dx = newNativeLike(y, y.shape);
  kernels().reluGradient(storedOf(dy), storedOf(y), dx.values);
  return dx.tensor;
}

/** y, and the rows' means and inverse deviations that the gradient needs. */
export function nativeLayerNorm(
  x: tf.Tensor,
  gamma: tf.Tensor,
  beta: tf.Tensor,
  epsilon: number,
): [y: tf.Tensor, mean: tf.Tensor, inverse: tf.Tensor] {
  const rows = x.size / gamma.size;
  const [y, mean, inverse] = [newNative(x.shape), newNative([rows]), newNative([rows])];
  kernels().layerNorm(floatsOf(x), floatsOf(gamma), floatsOf(beta), y.values, mean.values, inverse.values, rows, gamma.size, epsilon);
  return [y.tensor, mean.tensor, inverse.tensor];
}

export function nativeLayerNormGradient(
  dy: tf.Tensor,
  [x, gamma, mean, inverse]: tf.Tensor[],
): { x: tf.Tensor; gamma: tf.Tensor; beta: tf.Tensor } {
  const [dx, dGamma, dBeta] = [newNative(x!.shape), newNative(gamma!.shape), newNative(gamma!.shape)];
  kernels().layerNormGradient(
    floatsOf(dy),
    floatsOf(x!),
    floatsOf(gamma!),
    floatsOf(mean!),
    floatsOf(inverse!),
    dx.values,
    dGamma.values,
    dBeta.values,
    mean!.size,
    gamma!.size,
  );
  return { x: dx.tensor, gamma: dGamma.tensor, beta: dBeta.tensor };
}

export function nativeAddRows(dy: tf.Tensor, ids: tf.Tensor, rows: number, paddingId: number | undefined): tf.Tensor {
  const width = dy.shape.at(-1)!;
  const table = newNative([rows, width]);
  kernels().addRows(floatsOf(dy), nativeBackend().integers(ids), table.values, rows, width, paddingId ?? -1);
  return table.tensor;
}

export function nativeDropout(x: tf.Tensor, rate: number, seed: number): tf.Tensor {
  const y = newNativeLike(x, x.shape);
  kernels().drop(storedOf(x), y.values, rate, seed);
  return y.tensor;
}

export function nativeMaxPool(x: tf.Tensor4D, yShape: readonly number[]): tf.Tensor {
  const y = newNativeLike(x, yShape);
  kernels().maxPool(storedOf(x), y.values, ...x.shape);
  return y.tensor;
}
export function nativeMaxPoolGradient(dy: tf.Tensor, x: tf.Tensor, y: tf.Tensor): tf.Tensor {
  const dx = newNative(x.shape);
  kernels().maxPoolGradient(floatsOf(dy), floatsOf(x), floatsOf(y), dx.values, ...x.shape);
  return dx.tensor;
}

/** The mean loss, and its gradient with respect to the logits, which products are to take: in bf16 where they compute so. */
export function nativeCrossEntropy(
  logits: tf.Tensor2D,
  targets: tf.Tensor1D,
  ignoredId: number | null,
  smoothing: number,
): [loss: tf.Tensor, gradient: tf.Tensor] {
  const [loss, gradient] = [newNative([]), newActivation(logits.shape)];
  const [rows, columns] = logits.shape;
  loss.values[0] = kernels().crossEntropy(
    floatsOf(logits),
    nativeBackend().integers(targets),
    gradient.values,
    rows,
    columns,
    ignoredId ?? -1,
    smoothing,
  );
  return [loss.tensor, gradient.tensor];
}
