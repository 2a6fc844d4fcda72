/**
 * @file The names and shapes that a captioner's weights have on disk, without building the captioner: 716 for CATR as released.
 * A test compares them with what the model declares.
 */
import { type BackbonePlan, backbonePlan, type ConvPlan } from "../../backbone/architecture.ts";
import type { ModelSpec } from "../../model-spec.ts";

/** Torchvision's names of a ResNet, in a CATR checkpoint. */
export const BODY = "backbone.0.body.";
/** Longest side of a grid that learned picture positions can name. */
const LEARNED_POSITIONS = 50;

/** What depends on the vocabulary: its embeddings, and the last layer of the head. */
export const WORDS = ["transformer.embeddings.word_embeddings.weight", "mlp.layers.2.weight", "mlp.layers.2.bias"];

export type Shapes = Map<string, readonly number[]>;
export type CaptionerShape = Omit<ModelSpec, "featureChannels" | "heads" | "padId" | "clsId" | "sepId">;

/** Under torchvision's own names, the classifier left out. */
export function backboneTensors({ stem, stages }: BackbonePlan): Shapes {
  const shapes: Shapes = new Map();
  const add = (prefix: string, { conv, norm, kernel, inputs, outputs }: ConvPlan): void => {
    shapes.set(`${prefix}${conv}.weight`, [outputs, inputs, kernel, kernel]);
    for (const part of ["weight", "bias", "running_mean", "running_var"]) shapes.set(`${prefix}${norm}.${part}`, [outputs]);
  };
  add("", stem);
  for (const { name, convs, downsample } of stages.flat())
    for (const conv of downsample ? [...convs, downsample] : convs) add(`${name}.`, conv);
  return shapes;
}

/** Under CATR's names. */
export function captionerTensors(spec: CaptionerShape): Shapes {
  const { hiddenDim: D, feedForwardDim: F, headDim, vocabularySize: V } = spec;
  const plan = spec.backbone === "features" ? null : backbonePlan(spec.backbone, spec.dilation);
  const shapes: Shapes = new Map();
  if (plan) for (const [name, shape] of backboneTensors(plan)) shapes.set(`${BODY}${name}`, shape);
  const linear = (name: string, outputs: number, inputs: number): void => {
    shapes.set(`${name}.weight`, [outputs, inputs]);
    shapes.set(`${name}.bias`, [outputs]);
  };
  const norm = (name: string): void => {
    for (const part of ["weight", "bias"]) shapes.set(`${name}.${part}`, [D]);
  };
  const layer = (name: string, attentions: readonly string[]): void => {
    for (const attention of attentions) {
      shapes.set(`${name}.${attention}.in_proj_weight`, [3 * D, D]);
      shapes.set(`${name}.${attention}.in_proj_bias`, [3 * D]);
      linear(`${name}.${attention}.out_proj`, D, D);
    }
    linear(`${name}.linear1`, F, D);
    linear(`${name}.linear2`, D, F);
    for (let i = 1; i <= attentions.length + 1; i++) norm(`${name}.norm${i}`);
  };
  shapes.set("input_proj.weight", [D, plan?.featureChannels ?? 0, 1, 1]);
  shapes.set("input_proj.bias", [D]);
  if (spec.positionEmbedding === "learned")
    for (const axis of ["row", "col"]) shapes.set(`backbone.1.${axis}_embed.weight`, [LEARNED_POSITIONS, D / 2]);
  for (let i = 0; i < spec.encoderLayers; i++) layer(`transformer.encoder.layers.${i}`, ["self_attn"]);
  norm("transformer.encoder.norm");
  shapes.set("transformer.embeddings.word_embeddings.weight", [V, D]);
  shapes.set("transformer.embeddings.position_embeddings.weight", [spec.maxPositions, D]);
  norm("transformer.embeddings.LayerNorm");
  for (let i = 0; i < spec.decoderLayers; i++) layer(`transformer.decoder.layers.${i}`, ["self_attn", "multihead_attn"]);
  norm("transformer.decoder.norm");
  linear("mlp.layers.0", headDim, D);
  linear("mlp.layers.1", headDim, headDim);
  linear("mlp.layers.2", V, headDim);
  return shapes;
}
