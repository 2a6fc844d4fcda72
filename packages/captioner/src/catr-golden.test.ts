/** @file A tiny CATR computed by its original PyTorch modules, compared number by number. */
import { readFileSync } from "node:fs";
import { adamW } from "@capstan/engine/ops/adam-w";
import { clipCoefficient, globalNorm } from "@capstan/engine/ops/clip";
import { onEachEngine } from "@capstan/engine/testing/each-engine";
import * as tf from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { CaptionModel, CaptionTokens } from "./caption-model.ts";
import { createModel } from "./create-model.ts";
import { INFERENCE } from "./forward-context.ts";
import type { GridMask } from "./picture-positions.ts";
import { sinePositions } from "./picture-positions.ts";
import { parseSafetensors, type StoredTensors } from "./weights/safetensors.ts";
import { toStateDict } from "./weights/state-dict.ts";
import { assignWeights, stateDictOf } from "./weights/weights-file.ts";

const folder = new URL("../../../test/golden/", import.meta.url);
const golden = parseSafetensors(readFileSync(new URL("catr_tiny.safetensors", folder)));
const told = JSON.parse(readFileSync(new URL("catr_tiny.json", folder), "utf8")) as Record<string, number>;

/** Float32 sums in another order: 1e-4 of a logit of size one; gradients are compared relative to their largest element. */
const LOGIT_TOLERANCE = 1e-4;
const RELATIVE_TOLERANCE = 1e-3;

const floats = (name: string): Float32Array => golden.get(name)!.data as Float32Array;
const under = (prefix: string): StoredTensors =>
  new Map([...golden].filter(([name]) => name.startsWith(prefix)).map(([name, tensor]) => [name.slice(prefix.length), tensor]));
const furthest = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  expect(a.length).toBe(b.length);
  let worst = 0;
  for (let i = 0; i < a.length; i++) worst = Math.max(worst, Math.abs(a[i]! - b[i]!));
  return worst;
};

const mask: GridMask = { data: golden.get("in.feat_mask")!.data as Uint8Array, B: 3, rows: 5, columns: 6 };
const tokens: CaptionTokens = { data: golden.get("in.caption")!.data as Int32Array, N: 3, T: 12 };

onEachEngine("the tiny CATR", () => {
  let model: CaptionModel;
  let features: tf.Tensor4D;

  beforeAll(() => {
    model = createModel(
      {
        backbone: "features",
        featureChannels: 48,
        dilation: false,
        positionEmbedding: "sine",
        hiddenDim: 32,
        encoderLayers: 2,
        decoderLayers: 2,
        heads: 4,
        feedForwardDim: 64,
        headDim: 40,
        maxPositions: 12,
        vocabularySize: 101,
        padId: 0,
        clsId: 1,
        sepId: 2,
      },
      1,
    );
    assignWeights(model, under("w."));
    features = tf.tidy(() => tf.transpose(tf.tensor4d(floats("in.feat_nchw"), [3, 48, 5, 6]), [0, 2, 3, 1]));
  });
  afterAll(() => {
    model.dispose();
    features.dispose();
  });

  const lossOf = (ignorePad: boolean, labelSmoothing: number): tf.Scalar =>
    tf.tidy(() => model.captionLoss(model.encodeFeatures(features, mask, INFERENCE), tokens, { ignorePad, labelSmoothing }, INFERENCE));
  const lossValue = (ignorePad: boolean, labelSmoothing: number): number => tf.tidy(() => lossOf(ignorePad, labelSmoothing).dataSync()[0]!);

  test("sine positions are DETR's", () => {
    const expected = tf.tidy(() => tf.transpose(tf.tensor4d(floats("out.pos_nchw"), [3, 32, 5, 6]), [0, 2, 3, 1]).dataSync());
    const ours = [0, 1, 2].flatMap((b) => [...sinePositions(mask.data.subarray(b * 30, (b + 1) * 30), 5, 6, 32)]);
    expect(furthest(ours, expected)).toBeLessThan(1e-5);
  });

  test("logits are CATR's", () => {
    const logits = tf.tidy(() => model.decodeLogits(model.encodeFeatures(features, mask, INFERENCE), tokens, INFERENCE).dataSync());
    expect(furthest(logits, floats("out.logits"))).toBeLessThan(LOGIT_TOLERANCE);
  });

  test("the three losses are CATR's", () => {
    expect(lossValue(false, 0)).toBeCloseTo(told.loss_ce_incl_pad!, 4);
    expect(lossValue(true, 0)).toBeCloseTo(told.loss_ce_ignore_pad!, 4);
    expect(lossValue(true, 0.1)).toBeCloseTo(told.loss_ce_ignore_pad_ls01!, 4);
  });

  test("gradients of every parameter, clipping and one AdamW step are CATR's", async () => {
    const parameters = [...model.parameters.values()];
    const variables = parameters.map(({ variable }) => variable);
    const { value, grads } = tf.variableGrads(() => lossOf(false, 0), variables);
    const gradients = variables.map(({ name }) => grads[name]!);
    const [norm] = tf.tidy(() => globalNorm(gradients).dataSync()) as Float32Array & [number];
    expect(norm).toBeCloseTo(told.grad_norm_before_clip as number, 4);
    const scale = clipCoefficient(norm, 0.1);

    const ours = toStateDict(parameters, ({ variable }) => Float32Array.from(grads[variable.name]!.dataSync(), (g) => g * scale));
    const expected = under("grad_clipped.");
    expect([...ours.keys()].sort()).toEqual([...expected.keys()].sort());
    for (const [name, { data, shape }] of expected) {
      expect(ours.get(name)!.shape, name).toEqual(shape);
      const size = Math.max(1e-4, furthest(data, new Float32Array(data.length)));
      expect(furthest(ours.get(name)!.data, data) / size, name).toBeLessThan(RELATIVE_TOLERANCE);
    }

    const zeros = (): tf.Variable[] => variables.map((variable) => tf.tidy(() => tf.variable(tf.zerosLike(variable), false)));
    const [firstMoments, secondMoments] = [zeros(), zeros()];
    adamW({
      parameters: variables,
      gradients,
      gradientScale: scale,
      firstMoments,
      secondMoments,
      lr: variables.map(() => 1e-4),
      weightDecay: variables.map(() => 1e-4),
      step: 1,
      beta1: 0.9,
      beta2: 0.999,
      epsilon: 1e-8,
    });
    tf.dispose([value, ...gradients, ...firstMoments, ...secondMoments]);
    const after = await stateDictOf(model);
    // A first AdamW step is lr * sign(g) nearly everywhere; where |g| is near epsilon a rounding of g shows, within lr.
    for (const [name, { data }] of under("w_after_adamw.")) expect(furthest(after.get(name)!.data, data), name).toBeLessThan(2e-6);
  });
});
