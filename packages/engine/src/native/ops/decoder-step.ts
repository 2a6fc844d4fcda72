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
    ...norm(layer.selfNorm), ...linear(layer.q), ...linear(layer.k), ...linear(layer.v), ...linear(layer.out),
    ...norm(layer.crossNorm), ...linear(layer.crossQ), ...linear(layer.crossOut),
    ...norm(layer.feedNorm), ...linear(layer.first), ...linear(layer.second),
  ];
}

/** Matrices of a layer. */
const MATRICES = 8;

export function nativeDecoderStep({ x, position, past, history, heads, epsilon, layers, keyPadding, shows }: DecoderStep): DecoderStepped {
  const [captions, width] = x.shape;
  const { keys, crossKeys, first } = layers[0]!;
  const [pictures, cells] = crossKeys.shape;
  // Room for results first: making it may cost what is kept of weights.
  const y = newNative<tf.Tensor2D>(x.shape);
  const shown = shows ? newNative<tf.Tensor2D>([captions, cells]) : null;
  const caches = layers.flatMap((layer) => [layer.keys, layer.values, layer.crossKeys, layer.crossValues].map(floatsOf));
  const compact = layers.flatMap((layer) => packWeights(layer, compactOf));
  const rounded = compact.filter((values) => values instanceof Uint16Array).length;
  // Where memory sufficed for some copies only: matrices must be of one type.
  const weights = rounded === 0 || rounded === MATRICES * layers.length ? compact : layers.flatMap((layer) => packWeights(layer, floatsOf));
  kernels().decoderStep(floatsOf(x), floatsOf(position), y.values, history, keyPadding ? floatsOf(keyPadding) : null, shown?.values ?? null,
    weights, caches, captions, pictures, width, heads, first.weight.shape[1], past, keys.shape[1], cells, epsilon);
  return { y: y.tensor, shown: shown?.tensor ?? null };
}
