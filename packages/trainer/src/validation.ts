/** @file After each epoch: loss, caption scores and sample captions on validation pictures. */
import { scoreCaptions } from "@capstan/caption-score/score-captions";
import type { CaptionModel } from "@capstan/captioner/caption-model";
import { generateCaptions } from "@capstan/captioner/decode/generate-captions";
import { INFERENCE } from "@capstan/captioner/forward-context";
import type { Batch, Batches } from "@capstan/dataset/batches";
import type { EngineSummary } from "@capstan/engine/engine-summary";
import { decodeCaption } from "@capstan/tokenizer/decode-caption";
import type { TrainingConfig } from "@capstan/training-config/config";
import * as tf from "@tensorflow/tfjs-core";
import { pixelsOf, tokensOf } from "./training-step.ts";

export interface SampleCaption {
  readonly pictureId: string;
  readonly text: string;
  readonly logProbability: number;
}

export interface Validation {
  /** Nats per token over the validated pictures. */
  readonly loss: number;
  /** bleu1..bleu4, rougeL, cider, distinctCaptions (share of different captions), exactMatch (share equal to a reference). */
  readonly scores: Readonly<Record<string, number>>;
  readonly samples: readonly SampleCaption[];
  readonly pictures: number;
  /** Share of different captions among the first references: what `distinctCaptions` can be compared with. */
  readonly distinctReferences: number;
}

/** Captioning costs more than a training step per picture, and a validation must stay short beside its epoch. */
const PICTURES_MAX = { wasm: 200, native: 1000, tensorflow: 5000 } as const satisfies Record<EngineSummary["name"], number>;

/** Validated per picture of an epoch; small datasets get `PICTURES_MIN` all the same. */
const SHARE_OF_EPOCH = 1 / 20;
const PICTURES_MIN = 100;

/** Case and a final period are not what makes two captions different. */
const plain = (caption: string): string => caption.toLowerCase().replace(/[\s.]+$/, "").replaceAll(/\s+/g, " ").trim();
const shareOfDifferent = (captions: readonly string[]): number => (captions.length === 0 ? 0 : new Set(captions.map(plain)).size / captions.length);

interface Validator {
  readonly model: CaptionModel;
  readonly batches: Batches;
  readonly config: TrainingConfig;
  readonly engine: EngineSummary["name"];
  /** Pictures that an epoch trains on. */
  readonly picturesPerEpoch: number;
  readonly signal: AbortSignal;
}

/**
 * Loss and greedy captions of the first pictures of the split, as many as can be done in little time beside the epoch: the
 * same pictures after each epoch.
 * @throws the signal's reason when aborted.
 */
export async function validate({ model, batches, config, engine, picturesPerEpoch, signal }: Validator): Promise<Validation> {
  const enough = Math.min(PICTURES_MAX[engine], Math.max(PICTURES_MIN, Math.ceil(picturesPerEpoch * SHARE_OF_EPOCH)));
  const referencesOf = new Map(batches.pictures.map(({ id, captions }) => [id, captions]));
  const { ignorePad } = config.optimizer;
  let lossSum = 0;
  let pictures = 0;
  const captions: SampleCaption[] = [];
  for await (const batch of batches.epoch(0)) {
    signal.throwIfAborted();
    const encoded = encodeBatch(model, batch);
    const loss = model.captionLoss(encoded, tokensOf(batch), { ignorePad, labelSmoothing: 0 }, INFERENCE);
    lossSum += (await loss.data())[0]! * batch.B;
    const written = await generateCaptions(model, encoded, { beamWidth: 1, signal });
    tf.dispose([loss, encoded.memory, encoded.placedMemory, ...(encoded.keyPadding ? [encoded.keyPadding] : [])]);
    for (const [b, [best]] of written.entries()) {
      const ids = best!.tokens.map(({ id }) => id);
      captions.push({ pictureId: batch.pictureIds[b]!, text: decodeCaption(batches.vocabulary, ids), logProbability: best!.logProbability });
    }
    pictures += batch.B;
    if (pictures >= enough) break;
  }
  const items = captions.map(({ pictureId, text }) => ({ hypothesis: text, references: [...(referencesOf.get(pictureId) ?? [])] }));
  const { bleu1, bleu2, bleu3, bleu4, rougeL, cider } = scoreCaptions(items);
  const exact = items.filter(({ hypothesis, references }) => references.map(plain).includes(plain(hypothesis))).length;
  return {
    loss: lossSum / pictures,
    scores: {
      bleu1,
      bleu2,
      bleu3,
      bleu4,
      rougeL,
      cider,
      distinctCaptions: shareOfDifferent(captions.map(({ text }) => text)),
      exactMatch: exact / items.length,
    },
    samples: captions.slice(0, config.checkpoint.samples),
    pictures,
    distinctReferences: shareOfDifferent(items.flatMap(({ references }) => references.slice(0, 1))),
  };
}

function encodeBatch(model: CaptionModel, batch: Batch): ReturnType<CaptionModel["encode"]> {
  const pixels = pixelsOf(batch);
  const encoded = model.encode({ pixels, pixelMask: batch.pixelMask, height: batch.S, width: batch.S }, INFERENCE);
  pixels.dispose();
  return encoded;
}
