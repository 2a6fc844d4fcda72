/**
 * @file All layers of a pre-norm transformer decoder for one more token of each caption, as one op. Only the native engine has it;
 * elsewhere, and for many captions at once, the caller composes the layers of other ops.
 */
import type * as tf from "@tensorflow/tfjs-core";
import { usesNative } from "../native/native-backend.ts";
import { nativeDecoderCache, nativeDecoderStep } from "../native/ops/decoder-step.ts";
import { FEW_ROWS } from "../native/ops/layers.ts";
import type { DecoderStep, DecoderStepped, StepLinear } from "./decoder-step-arguments.ts";
import { checkShapes } from "./shape-check.ts";

/** Whether the current engine has the op for so many captions at once. */
export function hasDecoderStep(captions: number): boolean {
  return usesNative() && captions <= FEW_ROWS;
}

/** Room for keys or values, with arbitrary contents. Owned by the caller. */
export function decoderCache(captions: number, capacity: number, width: number): tf.Tensor3D {
  return nativeDecoderCache([captions, capacity, width]);
}

/** @returns tensors owned by the caller @throws ShapeError */
export function decoderStep(step: DecoderStep): DecoderStepped {
  const { x, position, layers, heads, history, past } = step;
  const [captions, width] = x.shape;
  const first = layers[0];
  checkShapes("decoderStep", first !== undefined && position.size === width && width % heads === 0, "position must have x's D, a multiple of the heads", { x, position });
  const [, capacity] = first!.keys.shape;
  const [pictures, cells] = first!.crossKeys.shape;
  checkShapes("decoderStep", past < capacity && history.length === captions * capacity && captions % pictures === 0 && cells > 0,
    "there must be room for the token, and as many captions for each picture", { x, keys: first!.keys, crossKeys: first!.crossKeys });
  const hidden = first!.first.weight.shape[1];
  for (const layer of layers) {
    const { q, k, v, out, crossQ, crossOut, first: up, second: down, keys, values, crossKeys, crossValues } = layer;
    const cached = holds(keys, captions, capacity, width) && holds(values, captions, capacity, width);
    const crossed = holds(crossKeys, pictures, cells, width) && holds(crossValues, pictures, cells, width);
    checkShapes("decoderStep", cached && crossed, "caches must be [N, capacity, D] and [B, S, D]", { keys, values, crossKeys, crossValues });
    const square = fits(q, width, width) && fits(k, width, width) && fits(v, width, width) && fits(out, width, width) && fits(crossQ, width, width) && fits(crossOut, width, width);
    checkShapes("decoderStep", square && fits(up, width, hidden) && fits(down, hidden, width), "projections must be [D, D], [D, F] and [F, D]",
      { q: q.weight, first: up.weight, second: down.weight });
  }
  return nativeDecoderStep(step);
}

const holds = ({ shape }: tf.Tensor3D, rows: number, columns: number, width: number): boolean => shape[0] === rows && shape[1] === columns && shape[2] === width;
const fits = ({ weight, bias }: StepLinear, inputs: number, outputs: number): boolean =>
  weight.shape[0] === inputs && weight.shape[1] === outputs && bias.size === outputs;
