/** @file The decoder's layers for one more token as the engine's one op: keys and values are written in place. */
import { decoderCache, decoderStep } from "@capstan/engine/ops/decoder-step";
import type { StepLayer, StepLinear, StepNorm } from "@capstan/engine/ops/decoder-step-arguments";
import * as tf from "@tensorflow/tfjs-core";
import type { Weights } from "../parameter.ts";
import { NORM_EPSILON } from "../transformer/sub-layers.ts";
import type { DecoderLayers, Passed, WrittenTo } from "./decoder-layers.ts";

type Cached = Pick<StepLayer, "keys" | "values" | "crossKeys" | "crossValues">;

export class FusedLayers implements DecoderLayers {
  readonly #to: WrittenTo;
  /** The weights among these are variables: each token is computed with the values that they have then. */
  readonly #layers: readonly StepLayer[];
  /** `[N, capacity]`: in which caption's rows of the caches a caption's earlier tokens lie. Beams swap these, not their keys. */
  #history: Int32Array;
  #past = 0;

  constructor(to: WrittenTo, captions: number) {
    this.#to = to;
    const { maxPositions, hiddenDim } = to.spec;
    this.#history = new Int32Array(captions * maxPositions);
    const room = (): tf.Tensor3D => tf.keep(decoderCache(captions, maxPositions, hiddenDim));
    this.#layers = to.cross.map(({ keys, values }, i) => ({ ...weightsOfLayer(to.weights, i), keys: room(), values: room(), crossKeys: keys, crossValues: values }));
  }

  pass(x: tf.Tensor2D, position: tf.Tensor3D, shows: boolean): Passed {
    const { spec, memory } = this.#to;
    const { y, shown } = decoderStep({
      x,
      position: tf.reshape(position, [-1]),
      past: this.#past,
      history: this.#history,
      heads: spec.heads,
      epsilon: NORM_EPSILON,
      layers: this.#layers,
      keyPadding: memory.keyPadding,
      shows,
    });
    for (let n = 0; n < x.shape[0]; n++) this.#history[n * spec.maxPositions + this.#past] = n;
    this.#past++;
    return { hidden: y, shown };
  }

  reorder(parents: Int32Array): void {
    const { maxPositions } = this.#to.spec;
    const before = this.#history;
    this.#history = new Int32Array(before.length);
    for (const [n, parent] of parents.entries())
      this.#history.set(before.subarray(parent * maxPositions, parent * maxPositions + this.#past), n * maxPositions);
  }

  dispose(): void {
    for (const { keys, values } of this.#layers) tf.dispose([keys, values]);
  }
}

function weightsOfLayer(weights: Weights, i: number): Omit<StepLayer, keyof Cached> {
  const name = `transformer.decoder.layers.${i}`;
  const norm = (part: string): StepNorm => ({ scale: weights(`${name}.${part}.weight`), shift: weights(`${name}.${part}.bias`) });
  const linear = (part: string): StepLinear => ({ weight: weights(`${name}.${part}.weight`), bias: weights(`${name}.${part}.bias`) });
  const third = (part: string, which: "q" | "k" | "v"): StepLinear => ({
    weight: weights(`${name}.${part}.in_proj_weight#${which}`),
    bias: weights(`${name}.${part}.in_proj_bias#${which}`),
  });
  return {
    selfNorm: norm("norm1"),
    q: third("self_attn", "q"),
    k: third("self_attn", "k"),
    v: third("self_attn", "v"),
    out: linear("self_attn.out_proj"),
    crossNorm: norm("norm2"),
    crossQ: third("multihead_attn", "q"),
    crossOut: linear("multihead_attn.out_proj"),
    feedNorm: norm("norm3"),
    first: linear("linear1"),
    second: linear("linear2"),
  };
}
