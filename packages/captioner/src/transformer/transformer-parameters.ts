/** @file Declares the transformer's weights under CATR's names, with CATR's initial values. */
import { fanInBound, type Initial, xavier } from "../initial-values.ts";
import type { ModelSpec } from "../model-spec.ts";
import { declare, type ParameterTable } from "../parameter.ts";

/** Longest side of a grid that learned picture positions can name, as in DETR. */
export const LEARNED_POSITIONS_MAX = 50;

/** Enters projection, encoder, embeddings, decoder and head. `featureChannels`: width of the backbone's last stage. */
export function declareTransformer(table: ParameterTable, spec: ModelSpec, featureChannels: number, seed: number): void {
  const { hiddenDim: D, feedForwardDim: F, vocabularySize: V, headDim } = spec;
  const plain = (name: string, torchShape: number[], initial: Initial): void =>
    declare(table, seed, { name, torchShape, initial, isNormOrBias: torchShape.length === 1 });
  const linear = (name: string, outputs: number, inputs: number, weight: Initial, bias: Initial): void => {
    declare(table, seed, { name: `${name}.weight`, torchShape: [outputs, inputs], layout: "linear", initial: weight });
    plain(`${name}.bias`, [outputs], bias);
  };
  const norm = (name: string): void => {
    plain(`${name}.weight`, [D], { value: 1 });
    plain(`${name}.bias`, [D], { value: 0 });
  };
  const attention = (name: string): void => {
    for (const third of [0, 1, 2] as const) {
      // The bound is that of the joint [3D, D] matrix, which is what Xavier's rule saw in CATR.
      declare(table, seed, { name: `${name}.in_proj_weight`, third, torchShape: [D, D], layout: "linear", initial: xavier(3 * D, D) });
      declare(table, seed, { name: `${name}.in_proj_bias`, third, torchShape: [D], initial: { value: 0 }, isNormOrBias: true });
    }
    linear(`${name}.out_proj`, D, D, xavier(D, D), { value: 0 });
  };
  const feedForward = (name: string): void => {
    linear(`${name}.linear1`, F, D, xavier(F, D), fanInBound(D));
    linear(`${name}.linear2`, D, F, xavier(D, F), fanInBound(F));
  };

  declare(table, seed, {
    name: "input_proj.weight",
    torchShape: [D, featureChannels, 1, 1],
    layout: "pointwise",
    initial: fanInBound(featureChannels),
  });
  plain("input_proj.bias", [D], fanInBound(featureChannels));
  if (spec.positionEmbedding === "learned") {
    for (const axis of ["row", "col"])
      declare(table, seed, {
        name: `backbone.1.${axis}_embed.weight`,
        torchShape: [LEARNED_POSITIONS_MAX, D / 2],
        initial: { between: [0, 1] },
        group: "backbone",
      });
  }
  for (let i = 0; i < spec.encoderLayers; i++) {
    const name = `transformer.encoder.layers.${i}`;
    attention(`${name}.self_attn`);
    feedForward(name);
    norm(`${name}.norm1`);
    norm(`${name}.norm2`);
  }
  norm("transformer.encoder.norm");
  plain("transformer.embeddings.word_embeddings.weight", [V, D], xavier(V, D));
  plain("transformer.embeddings.position_embeddings.weight", [spec.maxPositions, D], xavier(spec.maxPositions, D));
  norm("transformer.embeddings.LayerNorm");
  for (let i = 0; i < spec.decoderLayers; i++) {
    const name = `transformer.decoder.layers.${i}`;
    attention(`${name}.self_attn`);
    attention(`${name}.multihead_attn`);
    feedForward(name);
    norm(`${name}.norm1`);
    norm(`${name}.norm2`);
    norm(`${name}.norm3`);
  }
  norm("transformer.decoder.norm");
  const widths = [D, headDim, headDim, V];
  for (let i = 0; i < 3; i++) linear(`mlp.layers.${i}`, widths[i + 1]!, widths[i]!, fanInBound(widths[i]!), fanInBound(widths[i]!));
}
