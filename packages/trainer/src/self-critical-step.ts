/**
 * @file Self-critical training: captions are drawn from the model and made likelier the better they are than their siblings.
 *
 * @source Rennie et al. 2017 (https://arxiv.org/abs/1612.00563); the mean of the other samples as baseline: Luo 2020
 *   (https://arxiv.org/abs/2003.09971)
 */
import type { CiderReward } from "@capstan/caption-score/cider-reward";
import type { PixelInput } from "@capstan/captioner/caption-model";
import { type SampledCaption, sampleCaptions, tokensOfCaptions } from "@capstan/captioner/decode/sample-captions";
import { type ForwardContext, trainingContext } from "@capstan/captioner/forward-context";
import type { Batch } from "@capstan/dataset/batches";
import { decodeCaption } from "@capstan/tokenizer/decode-caption";
import type { Vocabulary } from "@capstan/tokenizer/vocabulary";
import * as tf from "@tensorflow/tfjs-core";
import { policyLoss } from "./policy-loss.ts";
import { splitBatch } from "./split-batch.ts";
import { disposeMoments, frozenPart, type StepGradients, type StepPiece, type Stepper, sumGradients } from "./training-step.ts";

export interface SelfCritic extends Stepper {
  readonly reward: CiderReward;
  readonly vocabulary: Vocabulary;
}

interface Rewarded {
  readonly piece: Batch;
  /** `[B * K]`, a picture's side by side. */
  readonly captions: readonly SampledCaption[];
  readonly rewards: readonly number[];
}

/**
 * Gradients of - (r - b) log p over every drawn token, divided by how many there are. Dropout is off: captions are drawn from
 * the very distribution that the gradient is of. How the batch is cut into pieces does not change what is drawn.
 * @returns `loss` is the mean of - log p, in nats per drawn token; `values.reward` the captions' mean CIDEr-D, 0 to 10.
 */
export async function selfCriticalGradients(
  critic: SelfCritic,
  batches: readonly Batch[],
  step: number,
  split: number,
  signal?: AbortSignal,
): Promise<StepGradients> {
  const drawn: Rewarded[] = [];
  for (const piece of batches.flatMap((batch) => splitBatch(batch, split))) drawn.push(await draw(critic, piece, step, signal));
  const captions = drawn.flatMap((one) => one.captions);
  const tokens = captions.reduce((sum, { ids }) => sum + ids.length, 0);
  const rewards = drawn.flatMap((one) => one.rewards);
  const pieces = function* (): Generator<StepPiece> {
    for (const one of drawn) {
      const context = trainingContext(0, critic.config.schedule.seed, step);
      const prefix = frozenPart(critic.model, one.piece, critic.frozenStages);
      try {
        yield { moments: context.moments, loss: () => rewardedLoss(critic, one, prefix, tokens, context) };
      } finally {
        prefix.dispose();
      }
    }
  };
  const found = await sumGradients(critic.optimizer.variables, pieces());
  return {
    ...found,
    loss: -captions.reduce((sum, { logProbability }) => sum + logProbability, 0) / tokens,
    values: { reward: rewards.reduce((sum, reward) => sum + reward, 0) / rewards.length },
  };
}

/** r - b: each caption's reward less the mean of its siblings'. */
export function advantages(rewards: readonly number[], perPicture: number): number[] {
  return rewards.map((reward, n) => {
    const first = n - (n % perPicture);
    const all = rewards.slice(first, first + perPicture).reduce((sum, other) => sum + other, 0);
    return reward - (all - reward) / (perPicture - 1);
  });
}

async function draw(critic: SelfCritic, piece: Batch, step: number, signal?: AbortSignal): Promise<Rewarded> {
  const { config, model, reward, vocabulary } = critic;
  const { seed, selfCriticalSamples: K } = config.schedule;
  const context = trainingContext(0, seed, step);
  const prefix = frozenPart(model, piece, critic.frozenStages);
  const disposable: tf.Tensor[] = [prefix];
  try {
    const encoded = model.encode(inputOf(piece, prefix, critic.frozenStages), context);
    disposable.push(encoded.memory, encoded.placedMemory, ...(encoded.keyPadding ? [encoded.keyPadding] : []));
    const seeds = piece.pictureIds.map((id, b) => `${seed} ${step} ${id} ${firstTokens(piece, b)}`);
    const captions = await sampleCaptions(model, encoded, { perPicture: K, seeds, ...(signal ? { signal } : {}) });
    const rewards = captions.map(({ ids, isEnded }, n) =>
      reward.of(piece.pictureIds[Math.floor(n / K)]!, decodeCaption(vocabulary, ids), isEnded),
    );
    return { piece, captions, rewards };
  } finally {
    tf.dispose(disposable);
    disposeMoments([context.moments]);
  }
}

/** Tells a picture's places in a batch apart where it comes once per caption. */
const firstTokens = ({ tokens, C, T }: Batch, b: number): string => tokens.subarray(b * C * (T + 1), (b * C + 1) * (T + 1)).join();

const inputOf = ({ pixelMask, S }: Batch, prefix: tf.Tensor4D, fromStage: number): PixelInput => ({
  pixels: prefix,
  fromStage,
  pixelMask,
  height: S,
  width: S,
});

function rewardedLoss(critic: SelfCritic, rewarded: Rewarded, prefix: tf.Tensor4D, allTokens: number, context: ForwardContext): tf.Scalar {
  const { model, config } = critic;
  const { piece, captions, rewards } = rewarded;
  return tf.tidy(() => {
    const tokens = tokensOfCaptions(captions, model.spec);
    const { N, T } = tokens;
    const targets = new Int32Array(N * T);
    const weights = new Float32Array(N * T);
    for (const [n, advantage] of advantages(rewards, config.schedule.selfCriticalSamples).entries()) {
      targets.set(tokens.data.subarray(n * (T + 1) + 1, (n + 1) * (T + 1)), n * T);
      weights.fill(advantage / allTokens, n * T, n * T + captions[n]!.ids.length);
    }
    const logits = model.decodeLogits(model.encode(inputOf(piece, prefix, critic.frozenStages), context), tokens, context);
    return policyLoss(tf.reshape(logits, [N * T, -1]), tf.tensor1d(targets, "int32"), tf.tensor1d(weights));
  });
}
