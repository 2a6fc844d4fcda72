/** @file What a captioner's weights depend on: enough to build the network, nothing about training. */
import type { TrainingConfig } from "@capstan/training-config/config";

export type BackboneName = TrainingConfig["model"]["backbone"];

export interface ModelSpec {
  /** `features`: no backbone; the caller brings grids of `featureChannels`, as a cache or a test does. */
  readonly backbone: BackboneName | "features";
  /** Only for `features`; a backbone knows its own. */
  readonly featureChannels?: number;
  readonly dilation: boolean;
  readonly positionEmbedding: "sine" | "learned";
  readonly hiddenDim: number;
  readonly encoderLayers: number;
  readonly decoderLayers: number;
  readonly heads: number;
  readonly feedForwardDim: number;
  /** Width of the two hidden layers of the head: 512 in CATR whatever the hidden width is. */
  readonly headDim: number;
  /** Longest input of the decoder, in tokens. */
  readonly maxPositions: number;
  readonly vocabularySize: number;
  readonly padId: number;
  readonly clsId: number;
  readonly sepId: number;
}

interface SpecialIds {
  readonly pieces: readonly string[];
  readonly padId: number;
  readonly clsId: number;
  readonly sepId: number;
}

/** The spec of a configuration and the vocabulary that its captions are written in. */
export function modelSpecOf(config: TrainingConfig, vocabulary: SpecialIds): ModelSpec {
  const { model } = config;
  return {
    backbone: model.backbone,
    dilation: model.dilation,
    positionEmbedding: model.positionEmbedding,
    hiddenDim: model.hiddenDim,
    encoderLayers: model.encoderLayers,
    decoderLayers: model.decoderLayers,
    heads: model.heads,
    feedForwardDim: model.feedForwardDim,
    // A small vocabulary needs no wide head: with `tiny` it would cost more than the rest of the decoder.
    headDim: model.backbone === "tiny" ? model.hiddenDim : 512,
    maxPositions: model.maxPositions,
    vocabularySize: vocabulary.pieces.length,
    padId: vocabulary.padId,
    clsId: vocabulary.clsId,
    sepId: vocabulary.sepId,
  };
}
