/** @file Gradients of sums, means, products of matrices, and of softmax. */
import * as tf from "@tensorflow/tfjs-core";

/** dy with its reduced dimensions back, as 1. */
function keptDimensions(dy: tf.Tensor, shape: readonly number[], axis: number | number[]): tf.Tensor {
  const axes = tf.util.parseAxisParam(axis, [...shape]);
  return tf.reshape(
    dy,
    shape.map((size, at) => (axes.includes(at) ? 1 : size)),
  );
}
/** dy, kept as above, repeated to `shape`. */
const repeated = (dy: tf.Tensor, shape: readonly number[]): tf.Tensor =>
  shape.includes(0) ? tf.zeros([...shape]) : tf.broadcastTo(dy, [...shape]);
const swapped = (x: tf.Tensor): tf.Tensor => {
  const order = x.shape.map((_, axis) => axis);
  return tf.transpose(x, [...order.slice(0, -2), x.rank - 1, x.rank - 2]);
};
/** a b, summed over the leading dimensions along which one operand of shape `to` was repeated. */
function product(a: tf.Tensor, b: tf.Tensor, to: readonly number[]): tf.Tensor {
  const result = tf.matMul(a, b);
  const axes = tf.broadcast_util.getReductionAxes([...to], result.shape);
  return axes.length === 0 ? result : tf.reshape(tf.sum(result, axes), [...to]);
}

export const CONTRACTION: readonly tf.GradConfig[] = [
  {
    kernelName: "Sum",
    inputsToSave: ["x"],
    gradFunc: (dy, [x], attrs) => ({
      x: () => {
        const { axis } = attrs as unknown as tf.SumAttrs;
        return repeated(keptDimensions(dy as tf.Tensor, x!.shape, axis), x!.shape);
      },
    }),
  },
  {
    kernelName: "Mean",
    inputsToSave: ["x"],
    gradFunc: (dy, [x], attrs) => ({
      x: () => {
        const { axis } = attrs as unknown as tf.MeanAttrs;
        const share = (dy as tf.Tensor).size / x!.size;
        return repeated(tf.mul(keptDimensions(dy as tf.Tensor, x!.shape, axis), share), x!.shape);
      },
    }),
  },
  {
    // Among equals every one gets the gradient, as in tfjs itself.
    kernelName: "Max",
    inputsToSave: ["x"],
    outputsToSave: [true],
    gradFunc: (dy, [x, y], attrs) => ({
      x: () => {
        const { reductionIndices } = attrs as unknown as tf.MaxAttrs;
        const largest = keptDimensions(y!, x!.shape, reductionIndices);
        return tf.mul(keptDimensions(dy as tf.Tensor, x!.shape, reductionIndices), tf.cast(tf.equal(x!, largest), "float32"));
      },
    }),
  },
  {
    // The transposes are spelled out: the wasm kernel multiplies transposed operands with a plain loop.
    kernelName: "BatchMatMul",
    inputsToSave: ["a", "b"],
    gradFunc: (dy, [a, b], attrs) => {
      const { transposeA, transposeB } = attrs as unknown as tf.BatchMatMulAttrs;
      const g = dy as tf.Tensor;
      return {
        a: () =>
          transposeA ? product(transposeB ? swapped(b!) : b!, swapped(g), a!.shape) : product(g, transposeB ? b! : swapped(b!), a!.shape),
        b: () =>
          transposeB ? product(swapped(g), transposeA ? swapped(a!) : a!, b!.shape) : product(transposeA ? a! : swapped(a!), g, b!.shape),
      };
    },
  },
  {
    kernelName: "Softmax",
    outputsToSave: [true],
    gradFunc: (dy, [y]) => ({
      logits: () => {
        const weighted = tf.mul(dy as tf.Tensor, y!);
        return tf.sub(weighted, tf.mul(tf.sum(weighted, -1, true), y!));
      },
    }),
  },
];
