/** @file One update: gradients of the pieces of one or more batches, clipping, AdamW. */
import type { CaptionModel, CaptionTokens } from "@capstan/captioner/caption-model";
import type { BatchMoments } from "@capstan/captioner/backbone/batch-norm";
import { trainingContext } from "@capstan/captioner/forward-context";
import type { Batch } from "@capstan/dataset/batches";
import { gradientsOf } from "@capstan/engine/gradients/gradients-of";
import { clipCoefficient, globalNorm } from "@capstan/engine/ops/clip";
import type { TrainingConfig } from "@capstan/training-config/config";
import * as tf from "@tensorflow/tfjs-core";
import type { Optimizer } from "./optimizer.ts";
import { countTargets, splitBatch } from "./split-batch.ts";

export interface Stepper {
  readonly model: CaptionModel;
  readonly optimizer: Optimizer;
  readonly config: TrainingConfig;
  readonly frozenStages: number;
}

/** What a step found before anything was changed. */
export interface StepGradients {
  /** Nats per counted token, over all of the step's captions. */
  readonly loss: number;
  /** Of that loss, in the order of the optimiser's variables. To dispose of. */
  readonly gradients: tf.Tensor[];
  /** What norms that train saw, piece by piece. To dispose of. */
  readonly moments: readonly Map<string, BatchMoments>[];
  /** More that is worth a curve, by metric name. */
  readonly values?: Readonly<Record<string, number>>;
}

export interface AppliedStep {
  /** Before clipping. */
  readonly gradientNorm: number;
  /** False when loss or norm are not finite: nothing was changed then. */
  readonly applied: boolean;
}

/** One piece of a step: its part of the loss, with what its norms saw. */
export interface StepPiece {
  /** Called once, on the gradient's tape. The parts of all pieces add up to the step's loss. */
  readonly loss: () => tf.Scalar;
  readonly moments: Map<string, BatchMoments>;
}

export const tokensOf = (batch: Batch): CaptionTokens => ({ data: batch.tokens, N: batch.B * batch.C, T: batch.T });

export const pixelsOf = (batch: Batch): tf.Tensor4D => tf.tensor4d(batch.pixels, [batch.B, batch.S, batch.S, 3]);

export const disposeMoments = (moments: readonly Map<string, BatchMoments>[]): void => {
  for (const seen of moments) for (const { mean, variance } of seen.values()) tf.dispose([mean, variance]);
};

/** The seed of a step's dropout in its `i`-th piece: without pieces, the run's own. */
export const pieceSeed = (seed: number, i: number): number => (i === 0 ? seed : seed ^ Math.imul(i, 0x9e3779b1));

/** Sums loss and gradients over `pieces`, one after another. Leaves nothing behind when it throws. */
export async function sumGradients(variables: tf.Variable[], pieces: Iterable<StepPiece>): Promise<StepGradients> {
  let gradients: tf.Tensor[] = [];
  let found: tf.Tensor[] = [];
  let loss = 0;
  const moments: Map<string, BatchMoments>[] = [];
  try {
    for (const piece of pieces) {
      moments.push(piece.moments);
      const { value, gradients: own } = gradientsOf(piece.loss, variables);
      found = own;
      // Read now: what the engine still has to compute belongs to this piece.
      loss += (await value.data())[0]!;
      value.dispose();
      for (const [i, gradient] of gradients.entries()) {
        gradients[i] = tf.add(gradient, found[i]!);
        tf.dispose([gradient, found[i]!]);
      }
      if (gradients.length === 0) gradients = found;
      found = [];
    }
    return { loss, gradients, moments };
  } catch (error) {
    tf.dispose([...gradients, ...found]);
    disposeMoments(moments);
    throw error;
  }
}

/**
 * The gradients of the mean loss over every counted token of `batches`, whatever the number of pieces: cut in more pieces, a
 * step computes the same. Only norms that train on a batch's own statistics (`tiny`) see their piece alone.
 * @param step counts from 1; dropout's masks follow from it and the run's seed alone.
 */
export async function captionGradients(stepper: Stepper, batches: readonly Batch[], step: number, split: number): Promise<StepGradients> {
  const { config, model, frozenStages, optimizer } = stepper;
  const { ignorePad, labelSmoothing } = config.optimizer;
  const padId = ignorePad ? model.spec.padId : null;
  const all = batches.reduce((sum, batch) => sum + countTargets(batch, padId), 0);
  const pieces = batches.flatMap((batch) => splitBatch(batch, split));
  const stepPieces = function* (): Generator<StepPiece> {
    for (const [i, piece] of pieces.entries()) {
      const context = trainingContext(config.model.dropout, pieceSeed(config.schedule.seed, i), step);
      const share = countTargets(piece, padId) / Math.max(1, all);
      const prefix = frozenPart(model, piece, frozenStages);
      try {
        yield {
          moments: context.moments,
          loss: () => {
            const input = { pixels: prefix, fromStage: frozenStages, pixelMask: piece.pixelMask, height: piece.S, width: piece.S };
            const loss = model.loss(input, tokensOf(piece), { ignorePad, labelSmoothing }, context);
            return share === 1 ? loss : tf.mul<tf.Scalar>(loss, share);
          },
        };
      } finally {
        prefix.dispose();
      }
    }
  };
  return sumGradients(optimizer.variables, stepPieces());
}

/** What the stages that do not train make of a piece's pictures. Owned by the caller. */
export function frozenPart(model: CaptionModel, piece: Batch, frozenStages: number): tf.Tensor4D {
  const pixels = pixelsOf(piece);
  try {
    return model.runStages(pixels, 0, frozenStages);
  } finally {
    pixels.dispose();
  }
}

/** Clips, updates the weights and the norms' running averages, and disposes of what the step found. */
export async function applyStep(
  { config, model, optimizer }: Stepper,
  found: StepGradients,
  step: number,
  lrFactor: number,
): Promise<AppliedStep> {
  const norm = globalNorm(found.gradients);
  const gradientNorm = (await norm.data())[0]!;
  norm.dispose();
  const applied = Number.isFinite(found.loss) && Number.isFinite(gradientNorm);
  if (applied) {
    const { clipMaxNorm } = config.optimizer;
    optimizer.update(found.gradients, clipMaxNorm > 0 ? clipCoefficient(gradientNorm, clipMaxNorm) : 1, lrFactor, step);
    for (const seen of found.moments) model.learnMoments(seen);
  } else disposeMoments(found.moments);
  tf.dispose(found.gradients);
  return { gradientNorm, applied };
}
