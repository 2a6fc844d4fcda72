import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { prepareEngine } from "@capstan/engine/prepare-engine";
import { formatVocabulary, vocabularyOf } from "@capstan/tokenizer/vocabulary";
import { resolveConfig } from "@capstan/training-config/config";
import * as tf from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createModel } from "./create-model.ts";
import { type Captioner, type Decoding, loadCaptioner } from "./load-captioner.ts";
import { modelSpecOf } from "./model-spec.ts";
import { saveWeights } from "./weights/weights-file.ts";

const folder = mkdtempSync(path.join(os.tmpdir(), "capstan-captioner-"));
const vocabulary = vocabularyOf(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "a", "red", "blue", "circle", "square", "##s"]);
const config = resolveConfig("demo", { "model.hiddenDim": 16, "model.heads": 2, "model.feedForwardDim": 16, "model.encoderLayers": 1, "model.maxPositions": 12 });
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
    const { candidates } = await captioner.caption(picture, { strategy: "BEAM", beamWidth: 4, candidates: 3, lengthPenalty: 0, attention: false });
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

test("a folder without its vocabulary is refused by name", async () => {
  rmSync(path.join(folder, "vocab.txt"));
  await expect(loadCaptioner(folder)).rejects.toMatchObject({ code: "CHECKPOINT_DAMAGED", message: expect.stringContaining("vocab.txt") });
});
