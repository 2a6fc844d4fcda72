/** @file After each epoch: loss, caption scores and sample captions on validation pictures. */
import { scoreWithIntervals } from "@capstan/caption-score/bootstrap";
import type { CaptionModel } from "@capstan/captioner/caption-model";
import { generateCaptions } from "@capstan/captioner/decode/generate-captions";
import { INFERENCE } from "@capstan/captioner/forward-context";
import type { Batch, Batches } from "@capstan/dataset/batches";
import type { EngineSummary } from "@capstan/engine/engine-summary";
import { decodeCaption } from "@capstan/tokenizer/decode-caption";
import type { TrainingConfig } from "@capstan/training-config/config";
import * as tf from "@tensorflow/tfjs-core";
import { countTargets, splitBatch, withPiecesThatFit } from "./split-batch.ts";
import type { ScoreIntervals } from "./trainer-event.ts";
import { pixelsOf, tokensOf } from "./training-step.ts";

export interface SampleCaption {
  readonly pictureId: string;
  readonly text: string;
  readonly logProbability: number;
}

export interface Validation {
  /** Nats per counted token over the validated pictures. */
  readonly loss: number;
  /** bleu1..bleu4, rougeL, cider, distinctCaptions (share of different captions), exactMatch (share equal to a reference). */
  readonly scores: Readonly<Record<string, number>>;
  /** Of BLEU, ROUGE-L and CIDEr-D: 95 %, from 1,000 resamples of the pictures. */
  readonly intervals: ScoreIntervals;
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
const plain = (caption: string): string =>
  caption
    .toLowerCase()
    .replace(/[\s.]+$/, "")
    .replaceAll(/\s+/g, " ")
    .trim();
const shareOfDifferent = (captions: readonly string[]): number =>
  captions.length === 0 ? 0 : new Set(captions.map(plain)).size / captions.length;

interface Validator {
  readonly model: CaptionModel;
  readonly batches: Batches;
  readonly config: TrainingConfig;
  readonly engine: EngineSummary["name"];
  /** Pictures that an epoch trains on. */
  readonly picturesPerEpoch: number;
  /** Pieces that batches are cut into to fit into memory. */
  readonly split: number;
  readonly signal: AbortSignal;
}

interface Measured {
  readonly lossSum: number;
  readonly targets: number;
  readonly captions: readonly SampleCaption[];
}

/**
 * Loss and greedy captions of the first pictures of the split, as many as can be done in little time beside the epoch: the
 * same pictures after each epoch.
 * @throws the signal's reason when aborted.
 */
export async function validate(validator: Validator): Promise<Validation> {
  const { batches, config, engine, picturesPerEpoch, signal } = validator;
  const enough = Math.min(PICTURES_MAX[engine], Math.max(PICTURES_MIN, Math.ceil(picturesPerEpoch * SHARE_OF_EPOCH)));
  const referencesOf = new Map(batches.pictures.map(({ id, captions }) => [id, captions]));
  let lossSum = 0;
  let targets = 0;
  let { split } = validator;
  const captions: SampleCaption[] = [];
  for await (const batch of batches.epoch(0)) {
    signal.throwIfAborted();
    const measured = await withPiecesThatFit({ split, pictures: batch.B, onSplit: (more) => void (split = more) }, async (pieces) => {
      const parts: Measured[] = [];
      for (const piece of splitBatch(batch, pieces)) parts.push(await measure(validator, piece));
      return parts;
    });
    for (const part of measured) {
      lossSum += part.lossSum;
      targets += part.targets;
      captions.push(...part.captions);
    }
    if (captions.length >= enough) break;
  }
  const items = captions.map(({ pictureId, text }) => ({ hypothesis: text, references: [...(referencesOf.get(pictureId) ?? [])] }));
  const { perPicture: _perPicture, intervals, ...scores } = scoreWithIntervals(items, { seed: config.schedule.seed });
  const exact = items.filter(({ hypothesis, references }) => references.map(plain).includes(plain(hypothesis))).length;
  return {
    loss: lossSum / Math.max(1, targets),
    scores: { ...scores, distinctCaptions: shareOfDifferent(captions.map(({ text }) => text)), exactMatch: exact / items.length },
    intervals: intervals ?? {},
    samples: captions.slice(0, config.checkpoint.samples),
    pictures: captions.length,
    distinctReferences: shareOfDifferent(items.flatMap(({ references }) => references.slice(0, 1))),
  };
}

async function measure({ model, batches, config, signal }: Validator, piece: Batch): Promise<Measured> {
  const { ignorePad } = config.optimizer;
  const tensors: tf.Tensor[] = [];
  try {
    const pixels = pixelsOf(piece);
    tensors.push(pixels);
    const encoded = model.encode({ pixels, pixelMask: piece.pixelMask, height: piece.S, width: piece.S }, INFERENCE);
    tensors.push(encoded.memory, encoded.placedMemory, ...(encoded.keyPadding ? [encoded.keyPadding] : []));
    const loss = model.captionLoss(encoded, tokensOf(piece), { ignorePad, labelSmoothing: 0 }, INFERENCE);
    tensors.push(loss);
    const written = await generateCaptions(model, encoded, { beamWidth: 1, signal });
    const targets = countTargets(piece, ignorePad ? model.spec.padId : null);
    const captions = written.map(([best], b) => ({
      pictureId: piece.pictureIds[b]!,
      text: decodeCaption(
        batches.vocabulary,
        best!.tokens.map(({ id }) => id),
      ),
      logProbability: best!.logProbability,
    }));
    return { lossSum: (await loss.data())[0]! * targets, targets, captions };
  } finally {
    tf.dispose(tensors);
  }
}
