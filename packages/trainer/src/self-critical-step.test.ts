import { CiderReward } from "@capstan/caption-score/cider-reward";
import { createModel } from "@capstan/captioner/create-model";
import { sampleCaptions, tokensOfCaptions } from "@capstan/captioner/decode/sample-captions";
import { trainingContext } from "@capstan/captioner/forward-context";
import { modelSpecOf } from "@capstan/captioner/model-spec";
import { createBatches, type Batch } from "@capstan/dataset/batches";
import { prepareEngine } from "@capstan/engine/prepare-engine";
import { trainVocabulary } from "@capstan/tokenizer/train-vocabulary";
import { resolveConfig } from "@capstan/training-config/config";
import * as tf from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Optimizer } from "./optimizer.ts";
import { groupParameters } from "./parameter-groups.ts";
import { policyLoss } from "./policy-loss.ts";
import { advantages, type SelfCritic, selfCriticalGradients } from "./self-critical-step.ts";
import { smallVersion } from "./testing/small-version.ts";
import { disposeMoments, pixelsOf } from "./training-step.ts";

const config = resolveConfig("demo", {
  "model.hiddenDim": 16,
  "model.decoderLayers": 1,
  "model.heads": 2,
  "model.feedForwardDim": 16,
  "model.maxPositions": 10,
  "picture.size": 32,
  "optimizer.batchSize": 3,
  "schedule.monitor": "cider",
  "schedule.selfCriticalEpochs": 1,
  "schedule.selfCriticalSamples": 3,
});
let critic: SelfCritic;
let batch: Batch;

beforeAll(async () => {
  await prepareEngine({ choice: "wasm" });
  const version = await smallVersion({ train: 6, val: 0, test: 0 });
  const vocabulary = trainVocabulary(
    version.manifest.pictures.flatMap(({ captions }) => captions),
    80,
  );
  const model = createModel(modelSpecOf(config, vocabulary), 1);
  const { first, frozenStages } = groupParameters(model, config, false);
  const batches = createBatches({ version, split: "train", vocabulary, config, seed: 1 });
  const reward = new CiderReward(batches.pictures.map(({ id, captions }) => ({ id, references: captions })));
  critic = { model, optimizer: new Optimizer(first, 0), config, frozenStages, reward, vocabulary };
  for await (const one of batches.epoch(0)) {
    batch = one;
    break;
  }
});
afterAll(() => {
  critic.optimizer.dispose();
  critic.model.dispose();
});

/** Draws as the step does, so that a test can hold what was drawn still while it moves the weights. */
async function drawn() {
  const context = trainingContext(0, config.schedule.seed, 1);
  const pixels = pixelsOf(batch);
  const encoded = critic.model.encode({ pixels, pixelMask: batch.pixelMask, height: batch.S, width: batch.S }, context);
  const seeds = batch.pictureIds.map(
    (id, b) =>
      `${config.schedule.seed} 1 ${id} ${batch.tokens.subarray(b * batch.C * (batch.T + 1), (b * batch.C + 1) * (batch.T + 1)).join()}`,
  );
  const captions = await sampleCaptions(critic.model, encoded, { perPicture: 3, seeds });
  tf.dispose([pixels, encoded.memory, encoded.placedMemory, ...(encoded.keyPadding ? [encoded.keyPadding] : [])]);
  disposeMoments([context.moments]);
  return captions;
}

test("an advantage is the reward less the mean of the siblings', and a picture's add up to nothing", () => {
  expect(advantages([3, 0, 0, 5, 5, 8], 3)).toEqual([3, -1.5, -1.5, -1.5, -1.5, 3]);
});

test("the policy's loss is -w log p, and its gradient that of finite differences", () => {
  const values = [0.3, -1, 2, 0.5, 0.1, 0.2, -0.7, 1.1];
  const weights = tf.tensor1d([0.7, -0.4]);
  const targets = tf.tensor1d([2, 1], "int32");
  const lossOf = (logits: tf.Tensor2D): tf.Scalar => policyLoss(logits, targets, weights);
  const at = (changed: readonly number[]): number => tf.tidy(() => lossOf(tf.tensor2d([...changed], [2, 4])).dataSync()[0]!);
  const logSoftmax = (row: readonly number[], id: number): number =>
    row[id]! - Math.log(row.reduce((sum, value) => sum + Math.exp(value), 0));
  expect(at(values)).toBeCloseTo(-(0.7 * logSoftmax(values.slice(0, 4), 2) - 0.4 * logSoftmax(values.slice(4), 1)), 5);
  const gradient = tf.tidy(() =>
    tf
      .grad((logits) => lossOf(logits as tf.Tensor2D))(tf.tensor2d(values, [2, 4]))
      .dataSync(),
  );
  for (let i = 0; i < values.length; i++) {
    const shifted = (by: number): number => at(values.map((value, j) => (j === i ? value + by : value)));
    expect(gradient[i]).toBeCloseTo((shifted(1e-2) - shifted(-1e-2)) / 2e-2, 3);
  }
});

test("samples are as likely in the training pass as when they were drawn", async () => {
  const captions = await drawn();
  const tokens = tokensOfCaptions(captions, critic.model.spec);
  const context = trainingContext(0, 1, 1);
  const total = tf.tidy(() => {
    const encoded = critic.model.encode({ pixels: pixelsOf(batch), pixelMask: batch.pixelMask, height: batch.S, width: batch.S }, context);
    const logits = critic.model.decodeLogits(encoded, tokens, context);
    const logProbabilities = tf.logSoftmax(logits).arraySync();
    return captions.map(({ ids }, n) => ids.reduce((sum, id, t) => sum + logProbabilities[n]![t]![id]!, 0));
  });
  disposeMoments([context.moments]);
  for (const [n, { logProbability }] of captions.entries()) expect(total[n]!).toBeCloseTo(logProbability, 3);
});

test("the gradient of the step is that of - (r - b) log p of what was drawn, by finite differences", async () => {
  const captions = await drawn();
  const K = 3;
  const { decodeCaption } = await import("@capstan/tokenizer/decode-caption");
  const rewards = captions.map(({ ids, isEnded }, n) =>
    critic.reward.of(batch.pictureIds[Math.floor(n / K)]!, decodeCaption(critic.vocabulary, ids), isEnded),
  );
  const given = advantages(rewards, K);
  expect(given.some((advantage) => Math.abs(advantage) > 1e-3)).toBe(true);
  const count = captions.reduce((sum, { ids }) => sum + ids.length, 0);
  const tokens = tokensOfCaptions(captions, critic.model.spec);
  /** Written anew, without the step's own loss. */
  const objective = (): number => {
    const context = trainingContext(0, 1, 1);
    const value = tf.tidy(() => {
      const encoded = critic.model.encode(
        { pixels: pixelsOf(batch), pixelMask: batch.pixelMask, height: batch.S, width: batch.S },
        context,
      );
      const logProbabilities = tf.logSoftmax(critic.model.decodeLogits(encoded, tokens, context)).arraySync();
      return (
        -captions.reduce((sum, { ids }, n) => sum + given[n]! * ids.reduce((inner, id, t) => inner + logProbabilities[n]![t]![id]!, 0), 0) /
        count
      );
    });
    disposeMoments([context.moments]);
    return value;
  };
  const found = await selfCriticalGradients(critic, [batch], 1, 1);
  expect(found.values!["reward"]).toBeCloseTo(rewards.reduce((sum, reward) => sum + reward, 0) / rewards.length, 6);
  const { variables } = critic.optimizer;
  let compared = 0;
  for (const name of ["mlp.layers.2.bias", "mlp.layers.1.weight", "transformer.decoder.layers.0.linear1.weight", "input_proj.bias"]) {
    const i = variables.indexOf(critic.model.parameters.get(name)!.variable);
    const values = variables[i]!.dataSync().slice();
    const gradient = found.gradients[i]!.dataSync();
    const steepest = [...gradient.keys()].toSorted((a, b) => Math.abs(gradient[b]!) - Math.abs(gradient[a]!)).slice(0, 2);
    for (const j of steepest) {
      const h = 1e-2;
      const moved = (by: number): number => {
        const changed = values.slice();
        changed[j]! += by;
        tf.tidy(() => variables[i]!.assign(tf.tensor(changed, variables[i]!.shape)));
        return objective();
      };
      const numeric = (moved(h) - moved(-h)) / (2 * h);
      moved(0);
      // Float32 and a curved function: a few hundredths.
      expect(Math.abs(gradient[j]! - numeric), name).toBeLessThan(0.03 * Math.abs(numeric) + 1e-5);
      compared++;
    }
  }
  expect(compared).toBe(8);
  tf.dispose(found.gradients);
  disposeMoments(found.moments);
});

test("the same step draws the same captions, another step others, and no tensor is left", async () => {
  const first = await selfCriticalGradients(critic, [batch], 5, 1);
  const before = tf.memory().numTensors;
  const again = await selfCriticalGradients(critic, [batch], 5, 1);
  const other = await selfCriticalGradients(critic, [batch], 6, 1);
  expect([again.loss, again.values]).toEqual([first.loss, first.values]);
  expect(other.loss).not.toBe(first.loss);
  for (const { gradients, moments } of [again, other]) {
    tf.dispose(gradients);
    disposeMoments(moments);
  }
  expect(tf.memory().numTensors).toBe(before);
  tf.dispose(first.gradients);
  disposeMoments(first.moments);
});
