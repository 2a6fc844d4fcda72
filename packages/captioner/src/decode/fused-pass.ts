/** @file The decoder for one more token as the engine's one op: keys and values are written in place. */
import { decoderCache, decoderStep } from "@capstan/engine/ops/decoder-step";
import type { DecoderStep, StepLayer, StepLinear, StepNorm } from "@capstan/engine/ops/decoder-step-arguments";
import * as tf from "@tensorflow/tfjs-core";
import type { Weights } from "../parameter.ts";
import { EMBEDDING_EPSILON } from "../transformer/decoder.ts";
import { NORM_EPSILON } from "../transformer/sub-layers.ts";
import type { Passed, TokenPass, WrittenTo } from "./token-pass.ts";

type Cached = Pick<StepLayer, "keys" | "values" | "crossKeys" | "crossValues">;
/** What does not change from one token to the next; weights are variables, so each is computed with the values that they have then. */
type Steady = Pick<DecoderStep, "heads" | "embedding" | "layers" | "norm" | "epsilon" | "head" | "keyPadding">;

export class FusedPass implements TokenPass {
  readonly #steady: Steady;
  readonly #capacity: number;
  /** `[N, capacity]`: in which caption's rows of the caches a caption's earlier tokens lie. Beams swap these, not their keys. */
  #history: Int32Array;

  constructor({ spec, weights, memory, cross }: WrittenTo, captions: number) {
    const { maxPositions, hiddenDim, heads } = spec;
    this.#capacity = maxPositions;
    this.#history = new Int32Array(captions * maxPositions);
    const room = (): tf.Tensor3D => tf.keep(decoderCache(captions, maxPositions, hiddenDim));
    const { linear, norm } = partsOf(weights);
    const embeddings = "transformer.embeddings";
    this.#steady = {
      heads,
      embedding: {
        words: weights(`${embeddings}.word_embeddings.weight`),
        positions: weights(`${embeddings}.position_embeddings.weight`),
        norm: norm(`${embeddings}.LayerNorm`),
        epsilon: EMBEDDING_EPSILON,
      },
      layers: cross.map(({ keys, values }, i) => ({
        ...weightsOfLayer(weights, i),
        keys: room(),
        values: room(),
        crossKeys: keys,
        crossValues: values,
      })),
      norm: norm("transformer.decoder.norm"),
      epsilon: NORM_EPSILON,
      head: [0, 1, 2].map((i) => linear(`mlp.layers.${i}`)),
      keyPadding: memory.keyPadding,
    };
  }

  read(ids: Int32Array, past: number, shows: boolean): Passed {
    const passed = decoderStep({ ...this.#steady, ids, past, history: this.#history, shows });
    for (let n = 0; n < ids.length; n++) this.#history[n * this.#capacity + past] = n;
    return passed;
  }

  reorder(parents: Int32Array): void {
    const before = this.#history;
    this.#history = new Int32Array(before.length);
    for (const [n, parent] of parents.entries())
      this.#history.set(before.subarray(parent * this.#capacity, (parent + 1) * this.#capacity), n * this.#capacity);
  }

  dispose(): void {
    for (const { keys, values } of this.#steady.layers) tf.dispose([keys, values]);
  }
}

const partsOf = (weights: Weights) => ({
  norm: (name: string): StepNorm => ({ scale: weights(`${name}.weight`), shift: weights(`${name}.bias`) }),
  linear: (name: string): StepLinear => ({ weight: weights(`${name}.weight`), bias: weights(`${name}.bias`) }),
});

function weightsOfLayer(weights: Weights, i: number): Omit<StepLayer, keyof Cached> {
  const name = `transformer.decoder.layers.${i}`;
  const { norm, linear } = partsOf(weights);
  const third = (part: string, which: "q" | "k" | "v"): StepLinear => ({
    weight: weights(`${name}.${part}.in_proj_weight#${which}`),
    bias: weights(`${name}.${part}.in_proj_bias#${which}`),
  });
  return {
    selfNorm: norm(`${name}.norm1`),
    q: third("self_attn", "q"),
    k: third("self_attn", "k"),
    v: third("self_attn", "v"),
    out: linear(`${name}.self_attn.out_proj`),
    crossNorm: norm(`${name}.norm2`),
    crossQ: third("multihead_attn", "q"),
    crossOut: linear(`${name}.multihead_attn.out_proj`),
    feedNorm: norm(`${name}.norm3`),
    first: linear(`${name}.linear1`),
    second: linear(`${name}.linear2`),
  };
}
