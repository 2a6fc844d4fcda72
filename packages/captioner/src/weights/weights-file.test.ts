import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { prepareEngine } from "@capstan/engine/prepare-engine";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { CaptionModel } from "../caption-model.ts";
import { createModel } from "../create-model.ts";
import type { ModelSpec } from "../model-spec.ts";
import { assignWeights, loadWeights, readSafetensors, saveWeights, stateDictOf } from "./weights-file.ts";

const spec: ModelSpec = {
  backbone: "tiny",
  dilation: false,
  positionEmbedding: "learned",
  hiddenDim: 8,
  encoderLayers: 1,
  decoderLayers: 1,
  heads: 2,
  feedForwardDim: 8,
  headDim: 8,
  maxPositions: 6,
  vocabularySize: 12,
  padId: 0,
  clsId: 2,
  sepId: 3,
};
const folder = mkdtempSync(path.join(os.tmpdir(), "capstan-weights-"));
const models: CaptionModel[] = [];
const make = (seed: number, change: Partial<ModelSpec> = {}): CaptionModel => {
  const model = createModel({ ...spec, ...change }, seed);
  models.push(model);
  return model;
};
const file = path.join(folder, "weights.safetensors");
const refused = (message: RegExp): unknown =>
  expect.objectContaining({ code: "CHECKPOINT_DAMAGED", message: expect.stringMatching(message) });

beforeAll(async () => {
  await prepareEngine({ choice: "wasm" });
  await saveWeights(make(1), file);
});
afterAll(() => {
  for (const model of models) model.dispose();
  rmSync(folder, { recursive: true, force: true });
});

test("names and shapes on disk are torchvision's and CATR's", async () => {
  const resnet = path.join(folder, "resnet.safetensors");
  await saveWeights(make(9, { backbone: "resnet18" }), resnet);
  const shapes = new Map([...(await readSafetensors(resnet))].map(([name, { shape }]) => [name, shape]));
  expect(shapes.get("backbone.0.body.conv1.weight")).toEqual([64, 3, 7, 7]);
  expect(shapes.get("backbone.0.body.layer2.0.downsample.0.weight")).toEqual([128, 64, 1, 1]);
  expect(shapes.get("backbone.0.body.layer4.1.bn2.running_var")).toEqual([512]);
  expect(shapes.has("backbone.0.body.layer1.0.downsample.0.weight")).toBe(false);
  expect(shapes.get("transformer.decoder.layers.0.multihead_attn.in_proj_weight")).toEqual([24, 8]);
  expect(shapes.get("input_proj.weight")).toEqual([8, 512, 1, 1]);
  expect(shapes.get("mlp.layers.2.weight")).toEqual([12, 8]);
});

test("loading gives back every bit", async () => {
  const other = make(2);
  await loadWeights(other, file);
  expect(await stateDictOf(other)).toEqual(await stateDictOf(models[0]!));
});

test("the same seed gives the same weights, another seed others", async () => {
  expect(await stateDictOf(make(1))).toEqual(await stateDictOf(models[0]!));
  expect(await stateDictOf(make(3))).not.toEqual(await stateDictOf(models[0]!));
});

test("weights of another vocabulary are refused, and nothing is changed", async () => {
  const other = make(4, { vocabularySize: 13 });
  const before = await stateDictOf(other);
  await expect(loadWeights(other, file)).rejects.toEqual(
    refused(/word_embeddings.weight has the shape \[12, 8\]; this model wants \[13, 8\]/),
  );
  expect(await stateDictOf(other)).toEqual(before);
});

test("a missing or unknown weight is refused, unless part of a model is wanted", async () => {
  await expect(loadWeights(make(5, { decoderLayers: 2 }), file)).rejects.toEqual(refused(/lacks transformer.decoder.layers.1/));
  await expect(loadWeights(make(6, { encoderLayers: 0 }), file)).rejects.toEqual(refused(/has no transformer.encoder.layers.0/));
  const report = await loadWeights(make(7, { decoderLayers: 2 }), file, { partial: true });
  expect(report.missing.every((name) => name.startsWith("transformer.decoder.layers.1."))).toBe(true);
  expect(report.unknown).toEqual([]);
});

test("a backbone under torchvision's own names is found", async () => {
  const body = "backbone.0.body.";
  const backbone = new Map(
    [...(await readSafetensors(file))].filter(([name]) => name.startsWith(body)).map(([name, tensor]) => [name.slice(body.length), tensor]),
  );
  const model = make(8);
  const report = assignWeights(model, backbone, { partial: true });
  expect(report.missing.some((name) => name.startsWith(body))).toBe(false);
  expect((await stateDictOf(model)).get(`${body}conv1.weight`)).toEqual((await readSafetensors(file)).get(`${body}conv1.weight`));
});
