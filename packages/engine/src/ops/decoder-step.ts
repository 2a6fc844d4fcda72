/**
 * @file A pre-norm transformer decoder for one more token of each caption, from its id to logits, as one op. Only the native engine
 * has it; elsewhere, and for many captions at once, the caller composes the same of other ops.
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

/** @returns tensors owned by the caller @throws ShapeError @throws {RangeError} for an id that the vocabulary does not have */
export function decoderStep(step: DecoderStep): DecoderStepped {
  const { ids, layers, heads, history, past, embedding, norm, head } = step;
  const captions = ids.length;
  const { words, positions } = embedding;
  const [pieces, width] = words.shape;
  const first = layers[0];
  checkShapes(
    "decoderStep",
    first !== undefined && width % heads === 0 && positions.shape[1] === width && past < positions.shape[0],
    "words and positions must be [V, D] and [P, D], D a multiple of the heads, and P more than the tokens before",
    { words, positions },
  );
  const [, capacity] = first!.keys.shape;
  const [pictures, cells] = first!.crossKeys.shape;
  checkShapes(
    "decoderStep",
    past < capacity && history.length === captions * capacity && captions % pictures === 0 && cells > 0,
    "there must be room for the token, and as many captions for each picture",
    { keys: first!.keys, crossKeys: first!.crossKeys },
  );
  const unknown = ids.find((id) => !(id >= 0 && id < pieces));
  if (unknown !== undefined) throw new RangeError(`decoderStep: there is no token ${unknown} in a vocabulary of ${pieces}.`);
  const hidden = first!.first.weight.shape[1];
  for (const layer of layers) {
    const { q, k, v, out, crossQ, crossOut, first: up, second: down, keys, values, crossKeys, crossValues } = layer;
    const cached = holds(keys, captions, capacity, width) && holds(values, captions, capacity, width);
    const crossed = holds(crossKeys, pictures, cells, width) && holds(crossValues, pictures, cells, width);
    checkShapes("decoderStep", cached && crossed, "caches must be [N, capacity, D] and [B, S, D]", {
      keys,
      values,
      crossKeys,
      crossValues,
    });
    const square =
      fits(q, width, width) &&
      fits(k, width, width) &&
      fits(v, width, width) &&
      fits(out, width, width) &&
      fits(crossQ, width, width) &&
      fits(crossOut, width, width);
    checkShapes(
      "decoderStep",
      square && fits(up, width, hidden) && fits(down, hidden, width),
      "projections must be [D, D], [D, F] and [F, D]",
      { q: q.weight, first: up.weight, second: down.weight },
    );
  }
  const widths = [width, ...head.map(({ bias }) => bias.size)];
  const normed = [embedding.norm, norm].every(({ scale, shift }) => scale.size === width && shift.size === width);
  checkShapes(
    "decoderStep",
    normed && head.length > 0 && head.every((one, i) => fits(one, widths[i]!, widths[i + 1]!)) && widths.at(-1) === pieces,
    "norms must be [D], and the head must lead from D to V",
    { scale: norm.scale, shift: norm.shift, weight: head[0]?.weight, bias: head.at(-1)?.bias },
  );
  return nativeDecoderStep(step);
}

const holds = ({ shape }: tf.Tensor3D, rows: number, columns: number, width: number): boolean =>
  shape[0] === rows && shape[1] === columns && shape[2] === width;
const fits = ({ weight, bias }: StepLinear, inputs: number, outputs: number): boolean =>
  weight.shape[0] === inputs && weight.shape[1] === outputs && bias.size === outputs;
