/** @file The decoder's step of the native engine. */
import type * as tf from "@tensorflow/tfjs-core";
import type { DecoderStep, DecoderStepped, StepLayer, StepLinear, StepNorm } from "../../ops/decoder-step-arguments.ts";
import { compactOf, floatsOf, kernels, newNative } from "../native-backend.ts";
import type { StoredValues } from "../stored-values.ts";

export function nativeDecoderCache(shape: readonly [number, number, number]): tf.Tensor3D {
  return newNative<tf.Tensor3D>(shape).tensor;
}

/** In the order of native/source/decoder-step.cc. */
function packWeights(layer: StepLayer, matrixOf: (matrix: tf.Tensor2D) => StoredValues): StoredValues[] {
  const norm = ({ scale, shift }: StepNorm): StoredValues[] => [floatsOf(scale), floatsOf(shift)];
  const linear = ({ weight, bias }: StepLinear): StoredValues[] => [matrixOf(weight), floatsOf(bias)];
  return [
    ...norm(layer.selfNorm),
    ...linear(layer.q),
    ...linear(layer.k),
    ...linear(layer.v),
    ...linear(layer.out),
    ...norm(layer.crossNorm),
    ...linear(layer.crossQ),
    ...linear(layer.crossOut),
    ...norm(layer.feedNorm),
    ...linear(layer.first),
    ...linear(layer.second),
  ];
}

/** Matrices of a layer. */
const MATRICES = 8;

export function nativeDecoderStep(step: DecoderStep): DecoderStepped {
  const { ids, past, history, heads, epsilon, embedding, layers, norm, head, keyPadding, shows } = step;
  const captions = ids.length;
  const { keys, crossKeys, first } = layers[0]!;
  const [pictures, cells, width] = crossKeys.shape;
  // Room for results first: making it may cost what is kept of weights.
  const logits = newNative<tf.Tensor2D>([captions, embedding.words.shape[0]]);
  const shown = shows ? newNative<tf.Tensor2D>([captions, cells]) : null;
  const caches = layers.flatMap((layer) => [layer.keys, layer.values, layer.crossKeys, layer.crossValues].map(floatsOf));
  const compact = layers.flatMap((layer) => packWeights(layer, compactOf));
  const rounded = compact.filter((values) => values instanceof Uint16Array).length;
  // Where memory sufficed for some copies only: matrices must be of one type.
  const weights = rounded === 0 || rounded === MATRICES * layers.length ? compact : layers.flatMap((layer) => packWeights(layer, floatsOf));
  const position = floatsOf(embedding.positions).subarray(past * width, (past + 1) * width);
  const x = normalised(summed(floatsOf(embedding.words), ids, position), embedding.norm, embedding.epsilon);
  const y = new Float32Array(x.length);
  kernels().decoderStep(
    x,
    position,
    y,
    history,
    keyPadding ? floatsOf(keyPadding) : null,
    shown?.values ?? null,
    weights,
    caches,
    captions,
    pictures,
    width,
    heads,
    first.weight.shape[1],
    past,
    keys.shape[1],
    cells,
    epsilon,
  );
  let input = normalised(y, norm, epsilon);
  for (const [i, { weight, bias }] of head.entries()) {
    const isLast = i === head.length - 1;
    const output = isLast ? logits.values : new Float32Array(captions * bias.size);
    kernels().fewRowsLinear(input, compactOf(weight), floatsOf(bias), output, captions, weight.shape[0], bias.size, Number(!isLast));
    input = output;
  }
  return { logits: logits.tensor, shown: shown?.tensor ?? null };
}

/** Each id's row of the table, and `position`: [N, D]. */
function summed(table: Float32Array, ids: Int32Array, position: Float32Array): Float32Array {
  const width = position.length;
  const sums = new Float32Array(ids.length * width);
  for (const [n, id] of ids.entries()) for (let i = 0; i < width; i++) sums[n * width + i] = table[id * width + i]! + position[i]!;
  return sums;
}

function normalised(x: Float32Array, { scale, shift }: StepNorm, epsilon: number): Float32Array {
  const rows = x.length / scale.size;
  const [y, mean, inverse] = [new Float32Array(x.length), new Float32Array(rows), new Float32Array(rows)];
  kernels().layerNorm(x, floatsOf(scale), floatsOf(shift), y, mean, inverse, rows, scale.size, epsilon);
  return y;
}
