/** @file A convolution with everything that follows it in a residual network whose batch statistics are frozen. */
import type * as tf from "@tensorflow/tfjs-core";
import { convolve, filterGradient, inputGradient } from "./convolution.ts";
import { differentiable, onto } from "./differentiable.ts";
import { reluGradient } from "./relu-gradient.ts";
import { checkShapes } from "./shape-check.ts";

export interface ConvFrozenBn {
  /** float32 [N, H, W, I]. */
  readonly x: tf.Tensor4D;
  /** float32 [kH, kW, I, O]. */
  readonly filter: tf.Tensor4D;
  /** The frozen normalisation: y = conv(x) * scale + shift, each float32 [O]. Constants: they get no gradient. */
  readonly scale: tf.Tensor1D;
  readonly shift: tf.Tensor1D;
  readonly stride: number;
  /** Pixels of zero padding on each side. */
  readonly pad: number;
  readonly dilation: number;
  readonly relu: boolean;
  /** Added before the rectifier; the output's shape. */
  readonly residual?: tf.Tensor4D;
}

/**
 * relu(conv(x, filter) * scale + shift + residual): one op, so that the tape and the engines see one thing.
 * @returns float32 [N, OH, OW, O]; owned by the caller
 * @throws ShapeError
 */
export function convFrozenBn(args: ConvFrozenBn): tf.Tensor4D {
  const { x, filter, scale, shift, residual, relu } = args;
  checkShapes(
    "convFrozenBn",
    x.rank === 4 && filter.rank === 4 && x.shape[3] === filter.shape[2] && filter.size > 0,
    "x must be [N, H, W, I] and the filter [kH, kW, I, O], none of its sizes 0",
    { x, filter },
  );
  const channels = filter.shape[3];
  checkShapes("convFrozenBn", scale.size === channels && shift.size === channels, "scale and shift must have the filter's O", {
    filter,
    scale,
    shift,
  });
  const geometry = { stride: args.stride, pad: args.pad, dilation: args.dilation };
  return differentiable<tf.Tensor4D>({
    inputs: residual === undefined ? { x, filter } : { x, filter, residual },
    forward: (save) => {
      const y = convolve({ x, filter, scale, shift, residual, relu, geometry });
      save(relu ? [x, filter, scale, y] : [x, filter, scale]);
      return y;
    },
    gradients: (dy, saved) => {
      const [x, filter, scale, y] = saved as [tf.Tensor4D, tf.Tensor4D, tf.Tensor1D, tf.Tensor4D | undefined];
      const g = (y === undefined ? dy : reluGradient(dy, y)) as tf.Tensor4D;
      const parts = { x, filter, scale, dy: g, geometry };
      return { x: onto((addend) => inputGradient(parts, addend)), filter: () => filterGradient(parts), residual: () => g.clone() };
    },
  });
}
