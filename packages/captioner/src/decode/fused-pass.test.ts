/** @file The native engine's one op for a token against the composed ops, and what is kept of weights against training. */
import { describeEngines } from "@capstan/engine/doctor";
import { nativeBackend } from "@capstan/engine/native/native-backend";
import { hasDecoderStep } from "@capstan/engine/ops/decoder-step";
import { adamW } from "@capstan/engine/ops/adam-w";
import { prepareEngine } from "@capstan/engine/prepare-engine";
import * as tf from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { CaptionModel, EncodedPictures } from "../caption-model.ts";
import { createModel } from "../create-model.ts";
import { INFERENCE } from "../forward-context.ts";
import type { ModelSpec } from "../model-spec.ts";
import { TokenDecoder } from "./next-token.ts";
import { generateCaptions } from "./generate-captions.ts";

const native = (await describeEngines()).find(({ name }) => name === "native")!;
if (!native.usable) process.stdout.write(`skipped: the fused decoder: ${native.reason}\n`);

const [B, T] = [2, 7];
/** Odd sizes: heads and hidden units that two threads cannot share evenly, and a head of more than one vector. */
const SPECS = {
  small: { hiddenDim: 15, heads: 3, feedForwardDim: 23, vocabularySize: 41, headDim: 13 },
  "of several threads": { hiddenDim: 192, heads: 3, feedForwardDim: 1001, vocabularySize: 5003, headDim: 100 },
} as const;
const specOf = (name: keyof typeof SPECS): ModelSpec => ({
  backbone: "features",
  featureChannels: 6,
  dilation: false,
  positionEmbedding: "learned",
  encoderLayers: 1,
  decoderLayers: 3,
  maxPositions: 9,
  padId: 0,
  clsId: 2,
  sepId: 3,
  ...SPECS[name],
  hiddenDim: SPECS[name].hiddenDim + (SPECS[name].hiddenDim % 2) * SPECS[name].heads,
});

describe.skipIf(!native.usable).each(["fp32", "bf16"] as const)("the fused decoder in %s", (precision) => {
  let tolerance = 1e-4;
  beforeAll(async () => {
    await prepareEngine({ choice: "native", precision });
    if (nativeBackend().bf16) tolerance = 0.05;
  });

  describe.each(Object.keys(SPECS) as (keyof typeof SPECS)[])("%s", (name) => {
    let model: CaptionModel;
    let encoded: EncodedPictures;
    beforeAll(() => {
      model = createModel(specOf(name), 5);
      encode();
    });
    afterAll(() => {
      forget();
      model.dispose();
    });
    function encode(): void {
      const features = tf.randomNormal<tf.Rank.R4>([B, 2, 3, 6], 0, 3, "float32", 4);
      encoded = model.encodeFeatures(
        features,
        { data: Uint8Array.from([0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1]), B, rows: 2, columns: 3 },
        INFERENCE,
      );
      features.dispose();
    }
    const forget = (): void => void tf.dispose([encoded.memory, encoded.placedMemory, encoded.keyPadding!]);

    /** Log-probabilities after each token, [T][N * V], by running the decoder over all of them; `captions` [N][T]. */
    function uncached(captions: readonly (readonly number[])[]): Float32Array[] {
      const [N, V] = [captions.length, model.spec.vocabularySize];
      const data = Int32Array.from(captions.flatMap((caption) => [...caption, 3]));
      const all = tf.tidy(() => tf.logSoftmax(model.decodeLogits(encoded, { data, N, T }, INFERENCE)).dataSync<"float32">());
      return Array.from({ length: T }, (_, t) =>
        Float32Array.from({ length: N * V }, (_, i) => all[(Math.floor(i / V) * T + t) * V + (i % V)]!),
      );
    }
    const captionsOf = (N: number): number[][] =>
      Array.from({ length: N }, (_, n) => [2, ...Array.from({ length: T - 1 }, (_, t) => 4 + ((n * 5 + t * 3) % 30))]);

    test.each([2, 4, 6, 8, 10])("%i captions token by token are as probable as in one pass", async (N) => {
      const captions = captionsOf(N);
      const expected = uncached(captions);
      const decoder = new TokenDecoder(model.spec, model.weights, encoded);
      for (let t = 0; t < T; t++) {
        const { logProbabilities } = await decoder.next(Int32Array.from(captions, (caption) => caption[t]!));
        for (const [i, value] of logProbabilities.entries())
          expect(Math.abs(value - expected[t]![i]!), `token ${t}, ${i}`).toBeLessThan(tolerance);
      }
      decoder.dispose();
    });

    test("a caption that goes on from another's tokens has read these", async () => {
      const captions = captionsOf(4);
      const decoder = new TokenDecoder(model.spec, model.weights, encoded);
      let read = captions.map((caption) => caption.slice(0, 0));
      for (let t = 0; t < T; t++) {
        const now = captions.map((caption) => caption[t]!);
        const { logProbabilities } = await decoder.next(Int32Array.from(now));
        read = read.map((before, n) => [...before, now[n]!]);
        const filled = read.map((one) => [...one, ...Array.from({ length: T - one.length }, () => 5)]);
        const expected = uncached(filled)[t]!;
        for (const [i, value] of logProbabilities.entries())
          expect(Math.abs(value - expected[i]!), `token ${t}, ${i}`).toBeLessThan(tolerance);
        // Within a picture's own: exchange, take both from one, and leave.
        const parents = [
          [1, 0, 3, 2],
          [0, 0, 2, 2],
          [0, 1, 2, 3],
        ][t % 3]!;
        decoder.reorder(Int32Array.from(parents));
        read = parents.map((parent) => read[parent]!);
      }
      decoder.dispose();
    });

    test("what it looked at is the same for a caption alone and among many, which no op takes at once", async () => {
      expect([hasDecoderStep(8), hasDecoderStep(10)]).toEqual([true, false]);
      const looked = async (N: number): Promise<Float32Array> => {
        const decoder = new TokenDecoder(model.spec, model.weights, encoded);
        let attention: Float32Array | null = null;
        for (let t = 0; t < 3; t++) ({ attention } = await decoder.next(new Int32Array(N).fill(4 + t), true));
        decoder.dispose();
        return attention!;
      };
      const [few, many] = [await looked(2), await looked(10)];
      const cells = few.length / 2;
      for (const n of [0, 1])
        for (let cell = 0; cell < cells; cell++)
          expect(few[n * cells + cell]).toBeCloseTo(many[n * 5 * cells + cell]!, precision === "bf16" ? 2 : 5);
    });

    test("a token that the vocabulary does not have is refused, and the caption goes on without it", async () => {
      const decoder = new TokenDecoder(model.spec, model.weights, encoded);
      const before = tf.memory().numTensors;
      for (const id of [-1, model.spec.vocabularySize])
        await expect(decoder.next(Int32Array.of(2, id))).rejects.toThrow(
          `there is no token ${id} in a vocabulary of ${model.spec.vocabularySize}`,
        );
      const [first, second] = [await decoder.next(Int32Array.of(2, 2)), await decoder.next(Int32Array.of(4, 9))];
      expect([decoder.length, first.logProbabilities.length, second.logProbabilities.length]).toEqual([
        2,
        2 * model.spec.vocabularySize,
        2 * model.spec.vocabularySize,
      ]);
      decoder.dispose();
      expect(tf.memory().numTensors).toBeLessThan(before);
    });

    test("a hidden layer that is not a number shows in what follows", async () => {
      const bias = model.parameters.get("transformer.decoder.layers.0.linear1.bias")!.variable;
      const before = bias.clone();
      tf.tidy(() => bias.assign(tf.fill(bias.shape, NaN)));
      const decoder = new TokenDecoder(model.spec, model.weights, encoded);
      const { logProbabilities } = await decoder.next(new Int32Array(B).fill(2));
      expect(logProbabilities.every(Number.isNaN)).toBe(true);
      decoder.dispose();
      bias.assign(before);
      before.dispose();
    });

    test("captions after a step of training are those of the trained weights", async () => {
      const total = async (): Promise<number> => {
        const found = await generateCaptions(model, encoded, { beamWidth: 2, minLength: 5, maxLength: 5 });
        return found.flat().reduce((sum, { logProbability }) => sum + logProbability, 0);
      };
      const before = await total();
      const parameters = [...model.parameters.values()].filter(({ trainable }) => trainable).map(({ variable }) => variable);
      const zeros = (): tf.Variable[] => parameters.map(({ shape }) => tf.tidy(() => tf.variable(tf.zeros(shape))));
      const [firstMoments, secondMoments] = [zeros(), zeros()];
      const gradients = parameters.map(({ shape }, i) => tf.randomNormal(shape, 0, 1, "float32", i + 1));
      adamW({
        parameters,
        gradients,
        firstMoments,
        secondMoments,
        lr: parameters.map(() => 0.05),
        weightDecay: parameters.map(() => 0),
        step: 1,
        beta1: 0.9,
        beta2: 0.99,
        epsilon: 1e-8,
      });
      tf.dispose([...firstMoments, ...secondMoments, ...gradients]);
      forget();
      encode();
      const trained = await total();
      // Nothing can be left of the old weights here.
      nativeBackend().kept.clear();
      forget();
      encode();
      expect(trained).toBe(await total());
      expect(Math.abs(trained - before)).toBeGreaterThan(0.01);
    });
  });
});
