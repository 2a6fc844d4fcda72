/** @file One update: gradients of one or more batches, clipping, AdamW. */
import type { CaptionModel, CaptionTokens } from "@capstan/captioner/caption-model";
import { type ForwardContext, trainingContext } from "@capstan/captioner/forward-context";
import type { Batch } from "@capstan/dataset/batches";
import { clipCoefficient, globalNorm } from "@capstan/engine/ops/clip";
import type { TrainingConfig } from "@capstan/training-config/config";
import * as tf from "@tensorflow/tfjs-core";
import type { Optimizer } from "./optimizer.ts";

export interface StepResult {
  /** Nats per counted token, the mean of the batches. */
  readonly loss: number;
  /** Before clipping. */
  readonly gradientNorm: number;
  /** False when loss or norm are not finite: nothing was changed then. */
  readonly applied: boolean;
}

interface Stepper {
  readonly model: CaptionModel;
  readonly optimizer: Optimizer;
  readonly config: TrainingConfig;
  readonly frozenStages: number;
}

export const tokensOf = (batch: Batch): CaptionTokens => ({ data: batch.tokens, N: batch.B * batch.C, T: batch.T });

export const pixelsOf = (batch: Batch): tf.Tensor4D => tf.tensor4d(batch.pixels, [batch.B, batch.S, batch.S, 3]);

function gradientsOf({ model, optimizer, config, frozenStages }: Stepper, batch: Batch, context: ForwardContext): { loss: tf.Scalar; gradients: tf.Tensor[] } {
  const pixels = pixelsOf(batch);
  const prefix = model.runStages(pixels, 0, frozenStages);
  pixels.dispose();
  const variables = optimizer.variables;
  const { ignorePad, labelSmoothing } = config.optimizer;
  const { value, grads } = tf.variableGrads(
    () =>
      model.loss(
        { pixels: prefix, fromStage: frozenStages, pixelMask: batch.pixelMask, height: batch.S, width: batch.S },
        tokensOf(batch),
        { ignorePad, labelSmoothing },
        context,
      ),
    variables,
  );
  prefix.dispose();
  return { loss: value, gradients: variables.map(({ name }) => grads[name]!) };
}

/**
 * One update from `batches`, whose gradients are averaged.
 * @param step counts from 1; dropout's masks follow from it and the run's seed alone.
 */
export async function trainStep(stepper: Stepper, batches: readonly Batch[], step: number, lrFactor: number): Promise<StepResult> {
  const { config, optimizer, model } = stepper;
  let sum: tf.Tensor[] | null = null;
  let loss = 0;
  for (const [i, batch] of batches.entries()) {
    const context = trainingContext(config.model.dropout, config.schedule.seed, step * config.optimizer.accumulate + i);
    const found = gradientsOf(stepper, batch, context);
    model.learnMoments(context.moments);
    loss += (await found.loss.data())[0]! / batches.length;
    found.loss.dispose();
    if (!sum) sum = found.gradients;
    else {
      const before: tf.Tensor[] = sum;
      sum = before.map((gradient, at) => tf.add(gradient, found.gradients[at]!));
      tf.dispose([...before, ...found.gradients]);
    }
  }
  const gradients = sum ?? [];
  const norm = globalNorm(gradients);
  const gradientNorm = (await norm.data())[0]! / batches.length;
  norm.dispose();
  const applied = Number.isFinite(loss) && Number.isFinite(gradientNorm);
  if (applied) {
    const { clipMaxNorm } = config.optimizer;
    const clip = clipMaxNorm > 0 ? clipCoefficient(gradientNorm, clipMaxNorm) : 1;
    optimizer.update(gradients, clip / batches.length, lrFactor, step);
  }
  tf.dispose(gradients);
  return { loss, gradientNorm, applied };
}
