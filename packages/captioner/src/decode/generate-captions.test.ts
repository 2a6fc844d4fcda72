import { describeEngines } from "@capstan/engine/doctor";
import { prepareEngine } from "@capstan/engine/prepare-engine";
import * as tf from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { CaptionModel, EncodedPictures } from "../caption-model.ts";
import { createModel } from "../create-model.ts";
import { INFERENCE } from "../forward-context.ts";
import { generateCaptions } from "./generate-captions.ts";

const V = 23;
const [PAD, CLS, SEP] = [0, 2, 3];
const B = 3;
/** Added to the logit of [SEP]. */
const LEAN = 6;
const engines = (await describeEngines()).filter(({ name, onRequest }) => name !== "tensorflow" && onRequest).map(({ name }) => name);

describe.each(engines)("on %s", (engine) => {
  let model: CaptionModel;
  let encoded: EncodedPictures;

  beforeAll(async () => {
    await prepareEngine({ choice: engine });
    model = createModel(
      {
        backbone: "features",
        featureChannels: 6,
        dilation: false,
        positionEmbedding: "sine",
        hiddenDim: 16,
        encoderLayers: 1,
        decoderLayers: 2,
        heads: 2,
        feedForwardDim: 24,
        headDim: 16,
        maxPositions: 9,
        vocabularySize: V,
        padId: PAD,
        clsId: CLS,
        sepId: SEP,
      },
      5,
    );
    // Random weights are nearly indifferent between pieces; a wider last layer makes choices that differ by picture and position.
    const last = model.parameters.get("mlp.layers.2.weight")!.variable;
    tf.tidy(() => last.assign(tf.mul(last, 25)));
    // And some captions must end early: a search is easily wrong about what has ended.
    const bias = model.parameters.get("mlp.layers.2.bias")!.variable;
    tf.tidy(() => bias.assign(tf.add(bias, tf.tensor1d(Array.from({ length: V }, (_, id) => (id === SEP ? LEAN : 0))))));
    const features = tf.randomNormal<tf.Rank.R4>([B, 2, 3, 6], 0, 3, "float32", 4);
    encoded = model.encodeFeatures(
      features,
      { data: Uint8Array.from([0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 1, 0, 0, 0, 1, 1, 1]), B, rows: 2, columns: 3 },
      INFERENCE,
    );
    features.dispose();
  });
  afterAll(() => model.dispose());

  /** Log-probabilities after `prefix` for picture `b`, by running the whole decoder again. */
  function uncached(b: number, prefix: readonly number[]): Float32Array {
    return tf.tidy(() => {
      const one = {
        memory: tf.slice(encoded.memory, [b], [1]),
        placedMemory: tf.slice(encoded.placedMemory, [b], [1]),
        keyPadding: tf.slice(encoded.keyPadding!, [b], [1]),
      };
      const T = prefix.length;
      const logits = model.decodeLogits(one, { data: Int32Array.from([...prefix, SEP]), N: 1, T }, INFERENCE);
      return tf.slice(tf.logSoftmax(logits), [0, T - 1, 0], [1, 1, V]).dataSync() as Float32Array;
    });
  }

  describe("greedy", () => {
    test("cached decoding equals running everything again for each token", async () => {
      const found = await generateCaptions(model, encoded, { beamWidth: 1 });
      expect(new Set(found.map(([best]) => best!.tokens.map(({ id }) => id).join())).size).toBeGreaterThan(1);
      for (const [b, [best]] of found.entries()) {
        const prefix: number[] = [CLS];
        for (const { id, logProbability } of best!.tokens) {
          const all = uncached(b, prefix);
          const allowed = [...all.keys()].filter((i) => i !== PAD && i !== CLS);
          expect(id).toBe(allowed.reduce((top, i) => (all[i]! > all[top]! ? i : top)));
          expect(logProbability).toBeCloseTo(all[id]!, 4);
          prefix.push(id);
        }
        expect(prefix.at(-1) === SEP || prefix.length === 10).toBe(true);
      }
    });

    test("the length limit holds", async () => {
      for (const [best] of await generateCaptions(model, encoded, { beamWidth: 1, maxLength: 4 }))
        expect(best!.tokens.length).toBeLessThanOrEqual(4);
    });
  });

  test("no caption ends before its shortest length, though it would", async () => {
    const lengths = async (options: object): Promise<number[]> =>
      (await generateCaptions(model, encoded, { beamWidth: 3, ...options })).flatMap((captions) =>
        captions.map(({ tokens }) => tokens.length),
      );
    expect(Math.min(...(await lengths({})))).toBeLessThan(5);
    expect(Math.min(...(await lengths({ minLength: 6 })))).toBeGreaterThan(6);
    expect(await lengths({ minLength: 7, maxLength: 7 })).toEqual(new Array<number>(9).fill(7));
  });

  describe("beam search", () => {
    /** A beam search over the uncached decoder, written the slow and plain way. */
    function plainBeam(b: number, W: number, limit: number): { ids: number[]; total: number }[] {
      let beams: { ids: number[]; total: number }[] = [{ ids: [CLS], total: 0 }];
      for (let t = 0; t < limit; t++) {
        beams = beams
          .flatMap((beam) => {
            if (beam.ids.at(-1) === SEP && beam.ids.length > 1) return [beam];
            const all = uncached(b, beam.ids);
            return [...all.keys()]
              .filter((id) => id !== PAD && id !== CLS)
              .map((id) => ({ ids: [...beam.ids, id], total: beam.total + all[id]! }));
          })
          .sort((x, y) => y.total - x.total)
          .slice(0, W);
      }
      return beams.sort((x, y) => y.total / (y.ids.length - 1) - x.total / (x.ids.length - 1));
    }

    test("finds what a plain search over the uncached decoder finds, for each picture of a batch", async () => {
      const found = await generateCaptions(model, encoded, { beamWidth: 4 });
      for (const [b, captions] of found.entries()) {
        const plain = plainBeam(b, 4, 9);
        expect(captions.map(({ tokens }) => [CLS, ...tokens.map(({ id }) => id)])).toEqual(plain.map(({ ids }) => ids));
        for (const [i, { logProbability }] of captions.entries()) expect(logProbability).toBeCloseTo(plain[i]!.total, 3);
      }
    });

    test("a length penalty of 0 ranks by the sum", async () => {
      for (const captions of await generateCaptions(model, encoded, { beamWidth: 4, lengthPenalty: 0 })) {
        const sums = captions.map(({ logProbability }) => logProbability);
        expect(sums).toEqual([...sums].sort((a, b) => b - a));
      }
    });
  });

  test("attention is a distribution over the visible cells, and changes nothing else", async () => {
    const plain = await generateCaptions(model, encoded, { beamWidth: 3 });
    const shown = await generateCaptions(model, encoded, { beamWidth: 3, attention: true });
    for (const [b, captions] of shown.entries()) {
      expect(captions.map(({ tokens }) => tokens.map(({ id }) => id))).toEqual(plain[b]!.map(({ tokens }) => tokens.map(({ id }) => id)));
      for (const { attention } of captions.flatMap(({ tokens }) => tokens)) {
        expect(attention!.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 4);
        for (const [cell, weight] of attention!.entries()) if (encoded.mask.data[b * 6 + cell] === 1) expect(weight).toBeLessThan(1e-6);
      }
    }
  });

  test("leaks no tensor", async () => {
    await generateCaptions(model, encoded, { beamWidth: 2, attention: true });
    const before = tf.memory().numTensors;
    await generateCaptions(model, encoded, { beamWidth: 3, attention: true });
    expect(tf.memory().numTensors).toBe(before);
  });
});
