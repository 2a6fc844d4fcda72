import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { DecodedPicture } from "@capstan/dataset/decode-picture";
import { prepareEngine } from "@capstan/engine/prepare-engine";
import { formatVocabulary, vocabularyOf } from "@capstan/tokenizer/vocabulary";
import { resolveConfig } from "@capstan/training-config/config";
import * as tf from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { CaptionModel } from "./caption-model.ts";
import { type Captioner, captionerOf } from "./captioner.ts";
import { createModel } from "./create-model.ts";
import type { Decoding } from "./decoding.ts";
import { loadCaptioner } from "./load-captioner.ts";
import { INFERENCE } from "./forward-context.ts";
import { modelSpecOf } from "./model-spec.ts";
import { decode, head } from "./transformer/decoder.ts";
import { saveWeights } from "./weights/weights-file.ts";

const folder = mkdtempSync(path.join(os.tmpdir(), "capstan-captioner-"));
const vocabulary = vocabularyOf(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "a", "red", "blue", "circle", "square", "##s"]);
const config = resolveConfig("demo", {
  "model.hiddenDim": 16,
  "model.heads": 2,
  "model.feedForwardDim": 16,
  "model.encoderLayers": 1,
  "model.maxPositions": 12,
});
/** 64 x 40: the padded rows below it are five of eight in the grid. */
const picture = { width: 64, height: 40, data: Uint8Array.from({ length: 64 * 40 * 3 }, (_, i) => (i * 37) % 256) };
const greedy: Decoding = { strategy: "GREEDY", beamWidth: 1, candidates: 1, attention: false };
let captioner: Captioner;

beforeAll(async () => {
  await prepareEngine({ choice: "wasm" });
  const model = createModel(modelSpecOf(config, vocabulary), 11);
  const last = model.parameters.get("mlp.layers.2.weight")!.variable;
  tf.tidy(() => last.assign(tf.mul(last, 20)));
  await saveWeights(model, path.join(folder, "weights.safetensors"));
  model.dispose();
  writeFileSync(path.join(folder, "config.json"), JSON.stringify(config));
  writeFileSync(path.join(folder, "vocab.txt"), formatVocabulary(vocabulary));
  writeFileSync(path.join(folder, "manifest.json"), "{}");
  captioner = await loadCaptioner(folder);
});
afterAll(() => {
  captioner.dispose();
  rmSync(folder, { recursive: true, force: true });
});

test("knows which pictures it takes", () => {
  expect([captioner.pictureSize, captioner.normalization, captioner.spec.vocabularySize]).toEqual([64, "half", 10]);
});

describe("captions", () => {
  test("the probabilities of the tokens make that of the caption, and the text is theirs", async () => {
    const { candidates } = await captioner.caption(picture, greedy);
    expect(candidates).toHaveLength(1);
    const [{ text, logProbability, tokens }] = candidates as [(typeof candidates)[0]];
    expect(tokens.reduce((sum, token) => sum + token.logProbability, 0)).toBeCloseTo(logProbability, 4);
    const words = tokens.map((token) => token.text).filter((piece) => !piece.startsWith("["));
    expect(text.toLowerCase()).toBe(words.join(" ").replaceAll(" ##", "").replace("##", ""));
  });

  test("a beam gives the asked candidates, best first and different", async () => {
    const { candidates } = await captioner.caption(picture, {
      strategy: "BEAM",
      beamWidth: 4,
      candidates: 3,
      lengthPenalty: 0,
      attention: false,
    });
    expect(candidates).toHaveLength(3);
    expect(new Set(candidates.map(({ tokens }) => tokens.map(({ text }) => text).join(" "))).size).toBe(3);
    const found = candidates.map(({ logProbability }) => logProbability);
    expect(found).toEqual([...found].sort((a, b) => b - a));
  });

  test("attention covers the picture's own part of the grid", async () => {
    const { candidates } = await captioner.caption(picture, { ...greedy, attention: true });
    for (const { attention } of candidates[0]!.tokens) {
      expect(attention).toMatchObject({ rows: 5, columns: 8 });
      expect(attention!.weights).toHaveLength(40);
      expect(attention!.weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 4);
    }
  });

  test("an aborted signal ends it", async () => {
    await expect(captioner.caption(picture, greedy, AbortSignal.abort(new Error("enough")))).rejects.toThrow("enough");
  });

  test("a picture larger than the model's size is refused", async () => {
    await expect(captioner.caption({ ...picture, width: 80, height: 32 }, greedy)).rejects.toThrow(RangeError);
  });

  test("leaves no tensor behind", async () => {
    const before = tf.memory().numTensors;
    await captioner.caption(picture, { strategy: "BEAM", beamWidth: 2, candidates: 2, attention: true });
    expect(tf.memory().numTensors).toBe(before);
  });
});

test("a beam of one writes what greedy search writes", async () => {
  const [one] = (await captioner.caption(picture, { strategy: "BEAM", beamWidth: 1, candidates: 1, attention: false })).candidates;
  expect(one).toEqual((await captioner.caption(picture, greedy)).candidates[0]);
});

test("pictures of different sizes captioned together have the captions that they have alone", async () => {
  const pictures = [
    picture,
    { width: 20, height: 64, data: picture.data.slice(0, 64 * 20 * 3) },
    { width: 64, height: 64, data: new Uint8Array(64 * 64 * 3).fill(9) },
  ];
  for (const decoding of [
    greedy,
    { strategy: "BEAM", beamWidth: 3, candidates: 2, attention: true } as const,
    { ...greedy, catrExact: true },
  ]) {
    const together = await captioner.captionAll(pictures, decoding);
    expect(together).toHaveLength(3);
    for (const [i, { candidates }] of together.entries()) {
      const alone = (await captioner.caption(pictures[i]!, decoding)).candidates;
      expect(candidates.map(({ text }) => text)).toEqual(alone.map(({ text }) => text));
      for (const [c, { logProbability, tokens }] of candidates.entries()) {
        expect(logProbability).toBeCloseTo(alone[c]!.logProbability, 4);
        for (const [t, { attention }] of tokens.entries()) expect(attention?.rows).toBe(alone[c]!.tokens[t]!.attention?.rows);
      }
    }
  }
  expect(await captioner.captionAll([], greedy)).toEqual([]);
});

describe("as CATR predicts", () => {
  /** predict.py: the whole model again for every token, over all positions, the picture unpadded; greedy over every piece. */
  function predict(model: CaptionModel, { width, height, data }: DecodedPicture): { id: number; logProbability: number }[] {
    const T = model.spec.maxPositions;
    const values = Float32Array.from({ length: width * height * 3 }, (_, i) => data[i]! / 127.5 - 1);
    const caption = new Int32Array(T);
    caption[0] = vocabulary.clsId;
    const written: { id: number; logProbability: number }[] = [];
    for (let i = 0; i < T - 1; i++) {
      const all = tf.tidy(() => {
        const encoded = model.encode(
          { pixels: tf.tensor4d(values, [1, height, width, 3]), pixelMask: new Uint8Array(height * width), height, width },
          INFERENCE,
        );
        const ids = tf.tensor2d(caption, [1, T], "int32");
        const tokenPadding = tf.tensor2d(
          Float32Array.from({ length: T }, (_, t) => Number(t > i)),
          [1, T],
        );
        const logits = head(model.weights, decode(model.spec, model.weights, { ...encoded, ids, tokenPadding }, INFERENCE));
        return tf.slice(tf.logSoftmax(logits), [0, i, 0], [1, 1, -1]).dataSync<"float32">();
      });
      const id = all.indexOf(Math.max(...all));
      written.push({ id, logProbability: all[id]! });
      if (id === vocabulary.sepId) break;
      caption[i + 1] = id;
    }
    return written;
  }

  const shapes = [
    [64, 40],
    [24, 64],
    [64, 64],
  ] as const;
  const shown = ([width, height]: (typeof shapes)[number]): DecodedPicture => ({
    width,
    height,
    data: Uint8Array.from({ length: width * height * 3 }, (_, i) => (i * 37) % 256),
  });
  const exact: Decoding = { ...greedy, catrExact: true, attention: true };

  test.each([
    ["[SEP]", 0.4],
    ["[PAD]", 2],
    ["a", 2],
  ] as const)("tokens are those of running everything again on the unpadded picture, where weights lean to %s", async (favourite, lean) => {
    const model = createModel(captioner.spec, 11);
    const bias = model.parameters.get("mlp.layers.2.bias")!.variable;
    tf.tidy(() => bias.assign(tf.add(bias, tf.tensor1d(vocabulary.pieces.map((piece) => (piece === favourite ? lean : 0))))));
    const own = captionerOf(model, vocabulary, config.picture);
    for (const shape of shapes) {
      const { tokens } = (await own.caption(shown(shape), exact)).candidates[0]!;
      const plain = predict(model, shown(shape));
      expect(tokens.map(({ text }) => vocabulary.pieces.indexOf(text))).toEqual(plain.map(({ id }) => id));
      for (const [t, { logProbability }] of tokens.entries()) expect(logProbability).toBeCloseTo(plain[t]!.logProbability, 4);
      expect(tokens[0]!.attention).toMatchObject({ rows: shape[1] / 8, columns: shape[0] / 8 });
    }
    own.dispose();
  });

  test("a picture that is larger than the model's is refused all the same", async () => {
    await expect(captioner.caption({ ...picture, width: 80, height: 32 }, { ...greedy, catrExact: true })).rejects.toThrow(RangeError);
  });
});

test("a folder without its vocabulary is refused by name", async () => {
  rmSync(path.join(folder, "vocab.txt"));
  await expect(loadCaptioner(folder)).rejects.toMatchObject({ code: "CHECKPOINT_DAMAGED", message: expect.stringContaining("vocab.txt") });
});
