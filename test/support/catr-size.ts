/** @file The full size of CATR as it was released: for golden numbers, for names and shapes, and for benches. */
import type { ModelSpec } from "@capstan/captioner/model-spec";

/** 84 million weights; the pieces' ids are BERT's. */
export const CATR_SPEC: ModelSpec = {
  backbone: "resnet101",
  dilation: true,
  positionEmbedding: "sine",
  hiddenDim: 256,
  encoderLayers: 6,
  decoderLayers: 6,
  heads: 8,
  feedForwardDim: 2048,
  headDim: 512,
  maxPositions: 128,
  vocabularySize: 30522,
  padId: 0,
  clsId: 101,
  sepId: 102,
};
/** Pixels of the longer side of a picture. */
export const CATR_SIDE = 299;
