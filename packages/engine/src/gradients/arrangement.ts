/** @file Gradients of the kernels that only move values. */
import * as tf from "@tensorflow/tfjs-core";

/** The attributes of a kernel, which arrive untyped. */
function attributes<T>(attrs: tf.NamedAttrMap): T {
  return attrs as unknown as T;
}

export const ARRANGEMENT: readonly tf.GradConfig[] = [
  { kernelName: "Reshape", inputsToSave: ["x"], gradFunc: (dy, [x]) => ({ x: () => tf.reshape(dy as tf.Tensor, x!.shape) }) },
  {
    kernelName: "ExpandDims",
    inputsToSave: ["input"],
    gradFunc: (dy, [input]) => ({ input: () => tf.reshape(dy as tf.Tensor, input!.shape) }),
  },
  {
    kernelName: "Transpose",
    gradFunc: (dy, _saved, attrs) => ({
      x: () => {
        const { perm } = attributes<tf.TransposeAttrs>(attrs);
        return tf.transpose(
          dy as tf.Tensor,
          perm.map((_, axis) => perm.indexOf(axis)),
        );
      },
    }),
  },
  {
    kernelName: "Slice",
    inputsToSave: ["x"],
    gradFunc: (dy, [x], attrs) => ({
      x: () => {
        const begin = [attributes<tf.SliceAttrs>(attrs).begin].flat();
        const paddings = x!.shape.map((size, axis): [number, number] => {
          const before = begin[axis] ?? 0;
          return [before, size - before - (dy as tf.Tensor).shape[axis]!];
        });
        return tf.pad(dy as tf.Tensor, paddings);
      },
    }),
  },
  {
    kernelName: "PadV2",
    inputsToSave: ["x"],
    gradFunc: (dy, [x], attrs) => ({
      x: () =>
        tf.slice(
          dy as tf.Tensor,
          attributes<tf.PadV2Attrs>(attrs).paddings.map(([before]) => before),
          x!.shape,
        ),
    }),
  },
  {
    kernelName: "Concat",
    saveAllInputs: true,
    gradFunc: (dy, saved, attrs) => {
      const axis = tf.util.parseAxisParam(attributes<tf.ConcatAttrs>(attrs).axis, saved[0]!.shape)[0]!;
      let start = 0;
      return Object.fromEntries(
        saved.map((input, i) => {
          const begin = input.shape.map((_, at) => (at === axis ? start : 0));
          start += input.shape[axis]!;
          return [i, () => tf.slice(dy as tf.Tensor, begin, input.shape)];
        }),
      );
    },
  },
  {
    kernelName: "Pack",
    saveAllInputs: true,
    gradFunc: (dy, saved, attrs) => {
      const parts = tf.unstack(dy as tf.Tensor, attributes<tf.PackAttrs>(attrs).axis);
      return Object.fromEntries(saved.map((_, i) => [i, () => parts[i]!.clone()]));
    },
  },
  {
    kernelName: "Unpack",
    gradFunc: (dy, _saved, attrs) => ({ value: () => tf.stack(dy as tf.Tensor[], attributes<tf.UnpackAttrs>(attrs).axis) }),
  },
  {
    kernelName: "SplitV",
    gradFunc: (dy, _saved, attrs) => ({ x: () => tf.concat(dy as tf.Tensor[], attributes<tf.SplitVAttrs>(attrs).axis) }),
  },
  {
    kernelName: "Tile",
    inputsToSave: ["x"],
    gradFunc: (dy, [x], attrs) => ({
      x: () => {
        const { reps } = attributes<tf.TileAttrs>(attrs);
        const apart = x!.shape.flatMap((size, axis) => [reps[axis]!, size]);
        return tf.sum(
          tf.reshape(dy as tf.Tensor, apart),
          x!.shape.map((_, axis) => 2 * axis),
        );
      },
    }),
  },
  {
    kernelName: "Reverse",
    gradFunc: (dy, _saved, attrs) => ({ x: () => tf.reverse(dy as tf.Tensor, attributes<tf.ReverseAttrs>(attrs).dims) }),
  },
];
