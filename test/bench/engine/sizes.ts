/** @file What is measured: whole captioners, with the settings that both sides get. */
import type { ModelSpec } from "@capstan/captioner/model-spec";
import type { Batch } from "@capstan/dataset/batches";
import { mixBits } from "@capstan/engine/ops/random-bits";
import { resolveConfig, type TrainingConfig } from "@capstan/training-config/config";
import { CATR_SPEC } from "../../support/catr-size.ts";

export interface Size {
  readonly name: string;
  readonly backbone: "resnet18" | "resnet50" | "resnet101";
  readonly dilation: boolean;
  readonly encoderLayers: number;
  readonly decoderLayers: number;
  /** Pixels. */
  readonly side: number;
  readonly batch: number;
  /** Decoder positions. */
  readonly T: number;
  /** Pieces of the vocabulary. */
  readonly V: number;
}

export const SIZES = {
  M: { name: "M", backbone: "resnet50", dilation: false, encoderLayers: 3, decoderLayers: 3, side: 224, batch: 8, T: 20, V: 30522 },
  CATR: { name: "CATR", backbone: "resnet101", dilation: true, encoderLayers: 6, decoderLayers: 6, side: 299, batch: 4, T: 128, V: 30522 },
  /** To see that the bench works. */
  S: { name: "S", backbone: "resnet50", dilation: true, encoderLayers: 1, decoderLayers: 1, side: 96, batch: 2, T: 16, V: 1000 },
} as const satisfies Record<string, Size>;
export type SizeName = keyof typeof SIZES;

export const specOf = ({ backbone, dilation, encoderLayers, decoderLayers, V }: Size): ModelSpec => ({
  ...CATR_SPEC,
  backbone,
  dilation,
  encoderLayers,
  decoderLayers,
  vocabularySize: V,
});

/** CATR's own optimiser and loss: padding counts, everything decays, gradients are clipped at 0.1. */
export const configOf = (size: Size, dropout: number): TrainingConfig =>
  resolveConfig("catr", {
    "model.backbone": size.backbone,
    "model.dilation": size.dilation,
    "model.encoderLayers": size.encoderLayers,
    "model.decoderLayers": size.decoderLayers,
    "model.dropout": dropout,
    "picture.size": size.side,
    "text.vocabularySize": size.V,
    "optimizer.batchSize": size.batch,
  });

/** Real tokens of a caption: CATR's captions have 14 on average. */
const CAPTION_TOKENS = 14;
const CLS = 101;
const FIRST_WORD = 200;

/** Invented, the same for a number: pictures whose last quarter is padding, captions of 14 tokens. */
export function batchOf(size: Size, number: number): Batch {
  const { batch: B, side: S, T, V } = size;
  let at = number << 24;
  const share = (): number => mixBits(at++) / 2 ** 32;
  const pixels = Float32Array.from({ length: B * S * S * 3 }, () => share() * 2 - 1);
  const visible = Math.floor((S * 3) / 4);
  const pixelMask = Uint8Array.from({ length: B * S * S }, (_, i) => Number(Math.floor(i / S) % S >= visible));
  const used = Math.min(T, CAPTION_TOKENS);
  const tokens = Int32Array.from({ length: B * (T + 1) }, (_, i) => {
    const t = i % (T + 1);
    return t === 0 ? CLS : t < used ? FIRST_WORD + Math.floor(share() * (V - FIRST_WORD)) : 0;
  });
  const each = Array.from({ length: B }, (_, i) => i);
  return { pixels, pixelMask, tokens, pictureOfCaption: Int32Array.from(each), pictureIds: each.map(String), B, C: 1, S, T, skipped: [] };
}
