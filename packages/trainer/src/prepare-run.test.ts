import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { createModel } from "@capstan/captioner/create-model";
import { modelSpecOf } from "@capstan/captioner/model-spec";
import type { StoredTensors } from "@capstan/captioner/weights/safetensors";
import { stateDictOf, writeSafetensors } from "@capstan/captioner/weights/weights-file";
import { prepareEngine } from "@capstan/engine/prepare-engine";
import { resolveConfig } from "@capstan/training-config/config";
import { trainVocabulary } from "@capstan/tokenizer/train-vocabulary";
import { expect, test } from "vitest";
import { prepareRun } from "./prepare-run.ts";
import { smallVersion } from "./testing/small-version.ts";

const PIECES = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "red", "circle"];
const config = resolveConfig("demo", { "text.vocabulary": "imported" });

test("an imported vocabulary is the dataset's own when no checkpoint brings one", async () => {
  await prepareEngine({ choice: "wasm" });
  const version = await smallVersion({ train: 4, val: 1, test: 0 });
  const own = { ...version, manifest: { ...version.manifest, vocabulary: `${PIECES.join("\n")}\n` } };
  const run = await prepareRun({ config, version: own });
  expect(run.vocabulary.pieces).toEqual(PIECES);
  expect(run.model.spec.vocabularySize).toBe(PIECES.length);
  run.optimizer.dispose();
  run.model.dispose();
});

test("an imported vocabulary that nobody brings is learned from the captions, and the run says so", async () => {
  const version = await smallVersion({ train: 4, val: 1, test: 0 });
  const run = await prepareRun({ config, version });
  expect(run.vocabulary.pieces).toContain("circle");
  expect(run.remarks).toContainEqual(expect.stringContaining("learned from the training captions"));
  run.optimizer.dispose();
  run.model.dispose();
});

test("weights without the vocabulary that they were trained with are refused at its setting", async () => {
  const version = await smallVersion({ train: 4, val: 1, test: 0 });
  const file = fileURLToPath(import.meta.url);
  await expect(prepareRun({ config, version, initialWeights: file })).rejects.toMatchObject({
    code: "CONFIG_INVALID",
    path: ["text", "vocabulary"],
  });
});

/** What an import leaves that runs only start from: weights under CATR's names, and neither settings nor a vocabulary. */
async function importedPart(keep: (name: string) => boolean): Promise<{ folder: string; weights: StoredTensors }> {
  const model = createModel(modelSpecOf(config, trainVocabulary(["a"], 40)), 77);
  const weights = new Map([...(await stateDictOf(model))].filter(([name]) => keep(name)));
  model.dispose();
  const folder = await mkdtemp(path.join(os.tmpdir(), "capstan-backbone-"));
  await writeSafetensors(path.join(folder, "weights.safetensors"), weights);
  await writeFile(path.join(folder, "manifest.json"), "{}");
  return { folder, weights };
}

test("an imported backbone is what the run starts from, frozen where the settings say so; the words are learned", async () => {
  const version = await smallVersion({ train: 4, val: 1, test: 0 });
  const { folder, weights } = await importedPart((name) => name.startsWith("backbone."));
  const frozen = resolveConfig("demo", { "text.vocabulary": "imported", "optimizer.lrBackbone": 0 });
  const run = await prepareRun({ config: frozen, version, initialWeights: folder });
  const started = await stateDictOf(run.model);
  for (const [name, tensor] of weights) expect(started.get(name), name).toEqual(tensor);
  expect(run.groups.frozenStages).toBe(5);
  expect(run.state.backbonePretrained).toBe(true);
  expect(run.remarks.join(" ")).toMatch(/learned from the training captions.*Took \d+ weights to start from/);
  run.optimizer.dispose();
  run.model.dispose();
  await rm(folder, { recursive: true });
});

test("weights of a captioner of another size are refused, and the message says what for they were wanted", async () => {
  const version = await smallVersion({ train: 4, val: 1, test: 0 });
  const { folder } = await importedPart(() => true);
  const wider = resolveConfig("demo", { "model.hiddenDim": config.model.hiddenDim * 2 });
  await expect(prepareRun({ config: wider, version, initialWeights: folder })).rejects.toMatchObject({
    message: expect.stringMatching(/^The run cannot start from these weights: \S+ has the shape \[.*\]; this model wants/),
  });
  await rm(folder, { recursive: true });
});

test("half a backbone is refused, and the setting named", async () => {
  const version = await smallVersion({ train: 4, val: 1, test: 0 });
  const { folder } = await importedPart((name) => name.startsWith("backbone.") && !name.includes("layer2"));
  await expect(prepareRun({ config, version, initialWeights: folder })).rejects.toMatchObject({
    code: "CONFIG_INVALID",
    path: ["model", "backbone"],
    message: expect.stringMatching(/of another backbone than tiny: they lack \d+ of its \d+ weights, backbone\.0\.body\.layer2/),
  });
  await rm(folder, { recursive: true });
});

test("a captioner without its words gives everything but them to a run with other words", async () => {
  const version = await smallVersion({ train: 4, val: 1, test: 0 });
  const { folder, weights } = await importedPart((name) => !/word_embeddings|mlp\.layers\.2/.test(name));
  const run = await prepareRun({ config, version, initialWeights: folder });
  const started = await stateDictOf(run.model);
  for (const [name, tensor] of weights) expect(started.get(name), name).toEqual(tensor);
  expect(run.remarks.join(" ")).toMatch(/3 of the model's start at random and 0 of the file's were left out/);
  run.optimizer.dispose();
  run.model.dispose();
  await rm(folder, { recursive: true });
});
