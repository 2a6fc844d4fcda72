/** @file What a training step costs layer by layer, from the settings alone: values kept for the gradient, and multiplications. Pure. */
import { backbonePlan, type ConvPlan } from "@capstan/captioner/backbone/architecture";
import type { TrainingConfig } from "@capstan/training-config/config";

/** What the costs depend on. */
export interface TrainingShape {
  readonly model: Omit<TrainingConfig["model"], "dropout" | "positionEmbedding">;
  readonly pictureSize: number;
  readonly captionsPerPicture: number;
  readonly dropout: boolean;
  readonly vocabularySize: number;
  /** Decoder positions of a batch. */
  readonly T: number;
  /** Backbone stages that do not train. */
  readonly frozenStages: number;
}

/** Of one picture with its captions, except `weights`. */
export interface LayerCosts {
  /** Weights, by whether they train. */
  readonly weights: { readonly trained: number; readonly frozen: number };
  /** Numbers that live until the gradient has passed them. */
  readonly kept: { readonly backbone: number; readonly encoder: number; readonly decoder: number; readonly head: number };
  /** Most numbers that one layer needs for a moment besides those. */
  readonly passing: number;
  /** Multiplications and additions forward, by whether the gradient comes back through them. */
  readonly operations: { readonly trained: number; readonly frozen: number };
}

/** As model-spec.ts has it. */
const headWidth = ({ model }: TrainingShape): number => (model.backbone === "tiny" ? model.hiddenDim : 512);

interface BackboneCosts {
  kept: number;
  passing: number;
  trainedWeights: number;
  frozenWeights: number;
  trainedOperations: number;
  frozenOperations: number;
  cells: number;
  channels: number;
}

function backboneCosts({ model, pictureSize, frozenStages }: TrainingShape): BackboneCosts {
  const plan = backbonePlan(model.backbone, model.dilation);
  const costs: BackboneCosts = {
    kept: 0,
    passing: 0,
    trainedWeights: 0,
    frozenWeights: 0,
    trainedOperations: 0,
    frozenOperations: 0,
    cells: 0,
    channels: plan.featureChannels,
  };
  // With norms of its own a convolution leaves itself, its normalised form, the scaled one and the ReLU's.
  const copies = plan.norm === "batch" ? 4 : 1;
  const sideAfter = (side: number, { kernel, stride, pad, dilation }: ConvPlan): number =>
    Math.floor((side + 2 * pad - dilation * (kernel - 1) - 1) / stride) + 1;
  const run = (side: number, conv: ConvPlan, stage: number, isLast: boolean): number => {
    const out = sideAfter(side, conv);
    const values = out * out * conv.outputs;
    const weights = conv.kernel ** 2 * conv.inputs * conv.outputs;
    const operations = 2 * out * out * weights;
    const trains = stage >= frozenStages;
    costs.passing = Math.max(costs.passing, values + side * side * conv.inputs);
    if (trains) {
      costs.kept += values * (copies + (copies > 1 && isLast ? 1 : 0));
      costs.trainedWeights += weights + (copies > 1 ? 2 * conv.outputs : 0);
      costs.trainedOperations += operations;
    } else {
      costs.frozenWeights += weights;
      costs.frozenOperations += operations;
    }
    costs.frozenWeights += (copies > 1 ? 2 : 4) * conv.outputs;
    return out;
  };
  let side = run(pictureSize, plan.stem, 0, false);
  if (plan.stemPool) {
    side = Math.floor((side - 1) / 2) + 1;
    if (frozenStages === 0) costs.kept += side * side * plan.stem.outputs;
  }
  for (const [i, blocks] of plan.stages.entries())
    for (const block of blocks) {
      if (block.downsample) run(side, block.downsample, i + 1, false);
      for (const conv of block.convs) side = run(side, conv, i + 1, conv === block.convs.at(-1));
    }
  costs.cells = side * side;
  // Pixels, and what the frozen stages make of them.
  costs.kept += 3 * pictureSize ** 2;
  if (plan.coordinates) costs.kept += costs.cells * costs.channels;
  return costs;
}

/** Costs of one picture and its captions through the whole model. */
export function layerCosts(shape: TrainingShape): LayerCosts {
  const { hiddenDim: D, feedForwardDim: F, heads, encoderLayers, decoderLayers, maxPositions } = shape.model;
  const { vocabularySize: V, T, captionsPerPicture: C } = shape;
  const drop = shape.dropout ? 1 : 0;
  const backbone = backboneCosts(shape);
  const S = backbone.cells;
  const H = headWidth(shape);
  const N = C * T;
  const linear = (inputs: number, outputs: number): number => inputs * outputs + outputs;
  const attention = 4 * linear(D, D);
  const feedForward = linear(D, F) + linear(F, D);
  const norm = 2 * D;
  const weights =
    linear(backbone.channels, D) +
    encoderLayers * (attention + feedForward + 2 * norm) +
    norm +
    V * D +
    maxPositions * D +
    norm +
    decoderLayers * (2 * attention + feedForward + 3 * norm) +
    norm +
    linear(D, H) +
    linear(H, H) +
    linear(H, V);
  // Outputs one by one: norm, with position, q, k, v, mixed, projected, (dropped,) sum; norm, wide, (dropped,) narrow, (dropped,) sum.
  const ownAttention = (rows: number, keys: number): number => rows * D * (8 + drop) + 2 * heads * rows * keys;
  const wide = (rows: number): number => rows * (D * (3 + drop) + F * (1 + drop));
  const crossAttention = N * D * (6 + drop) + 2 * S * D + 2 * heads * N * S;
  const kept = {
    backbone: backbone.kept,
    encoder: S * D * 4 + encoderLayers * (ownAttention(S, S) + wide(S)),
    decoder: N * D * (4 + drop) + decoderLayers * (ownAttention(N, T) + crossAttention + wide(N)),
    head: N * (2 * H + 2 * V),
  };
  const attend = (rows: number, keys: number): number => 4 * rows * keys * D;
  const operations =
    2 * S * backbone.channels * D +
    encoderLayers * (S * 2 * (4 * D * D + 2 * D * F) + attend(S, S)) +
    decoderLayers * (N * 2 * (4 * D * D + 2 * D * F + 2 * D * D) + S * 2 * 2 * D * D + attend(N, T) + attend(N, S)) +
    N * 2 * (D * H + H * H + H * V);
  return {
    weights: { trained: weights + backbone.trainedWeights, frozen: backbone.frozenWeights },
    kept,
    passing: Math.max(backbone.passing, N * V, N * F, S * F),
    operations: { trained: operations + backbone.trainedOperations, frozen: backbone.frozenOperations },
  };
}
