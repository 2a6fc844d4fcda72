import { createModel } from "@capstan/captioner/create-model";
import { modelSpecOf } from "@capstan/captioner/model-spec";
import { prepareEngine } from "@capstan/engine/prepare-engine";
import { resolveConfig } from "@capstan/training-config/config";
import { afterAll, beforeAll, expect, test } from "vitest";
import { groupParameters, type ParameterGroups } from "./parameter-groups.ts";

const vocabulary = { pieces: Array.from({ length: 10 }, (_, i) => `p${i}`), padId: 0, clsId: 2, sepId: 3 };
const SMALL = {
  "model.hiddenDim": 16,
  "model.heads": 2,
  "model.feedForwardDim": 16,
  "model.encoderLayers": 1,
  "model.decoderLayers": 1,
} as const;
let model: ReturnType<typeof createModel>;
beforeAll(async () => {
  await prepareEngine({ choice: "wasm" });
  model = createModel(modelSpecOf(resolveConfig("quick", SMALL), vocabulary), 1);
});
afterAll(() => model.dispose());

function grouped(overrides: Readonly<Record<string, unknown>>, pretrained: boolean): ParameterGroups {
  return groupParameters(model, resolveConfig("quick", { ...SMALL, ...overrides }), pretrained);
}
const names = ({ first }: ParameterGroups): string[] => first.map(({ parameter }) => parameter.name);
const lrOf = ({ first }: ParameterGroups, name: string): number | undefined =>
  first.find(({ parameter }) => parameter.name.endsWith(name))?.lr;

test("CATR's rules for a pretrained backbone: stem, first stage and norms frozen, the rest slower", () => {
  const groups = grouped({ "optimizer.lr": 1e-4, "optimizer.lrBackbone": 1e-5 }, true);
  expect(groups.frozenStages).toBe(2);
  expect(names(groups).some((name) => /body\.(conv1|layer1)\./.test(name))).toBe(false);
  expect(names(groups).some((name) => /\.bn\d\./.test(name))).toBe(false);
  expect([lrOf(groups, "layer2.0.conv1.weight"), lrOf(groups, "input_proj.weight")]).toEqual([1e-5, 1e-4]);
  expect(groups.remarks).toEqual([]);
});

test("a backbone rate of 0 freezes the whole pretrained backbone", () => {
  const groups = grouped({ "optimizer.lrBackbone": 0 }, true);
  expect(groups.frozenStages).toBe(5);
  expect(names(groups).every((name) => !name.startsWith("backbone."))).toBe(true);
});

test("without freezeStem the stem trains too", () => {
  expect(names(grouped({ "optimizer.freezeStem": false }, true)).some((name) => name.endsWith("body.conv1.weight"))).toBe(true);
});

test("random weights are neither frozen nor held back, and the run says so", () => {
  const groups = grouped({ "optimizer.lr": 1e-4, "optimizer.lrBackbone": 0 }, false);
  expect(groups.frozenStages).toBe(0);
  expect(lrOf(groups, "body.conv1.weight")).toBe(1e-4);
  expect(groups.remarks).toEqual([expect.stringContaining("random weights")]);
});

test("a pretrained backbone that is unfrozen later joins with its own rate, without what stays frozen", () => {
  const groups = grouped({ "optimizer.unfreezeEpoch": 3, "optimizer.lrBackbone": 1e-5 }, true);
  expect([groups.frozenStages, groups.frozenStagesLater]).toEqual([5, 2]);
  expect(names(groups).some((name) => name.startsWith("backbone."))).toBe(false);
  const later = groups.later.map(({ parameter, lr }) => [parameter.name, lr] as const);
  expect(later.length).toBeGreaterThan(0);
  expect(later.every(([name, lr]) => name.startsWith("backbone.0.body.layer") && !name.includes("layer1.") && lr === 1e-5)).toBe(true);
  expect(groups.remarks).toEqual(["The backbone is frozen for the first 3 epochs."]);
});

test("without pretrained weights nothing waits for an epoch either", () => {
  const groups = grouped({ "optimizer.unfreezeEpoch": 3 }, false);
  expect([groups.frozenStages, groups.later]).toEqual([0, []]);
  expect(groups.remarks).toEqual([expect.stringContaining("from the first step")]);
});

test("norms and biases decay only when asked", () => {
  const decayOf = (groups: ParameterGroups, name: string): number | undefined =>
    groups.first.find(({ parameter }) => parameter.name.endsWith(name))?.weightDecay;
  const usual = grouped({}, true);
  expect([
    decayOf(usual, "norm1.weight"),
    decayOf(usual, "linear1.bias"),
    decayOf(usual, "in_proj_bias"),
    decayOf(usual, "linear1.weight"),
  ]).toEqual([0, 0, 0, 1e-4]);
  const all = grouped({ "optimizer.decayNormsAndBiases": true }, true);
  expect([decayOf(all, "norm1.weight"), decayOf(all, "linear1.bias"), decayOf(all, "in_proj_bias")]).toEqual([1e-4, 1e-4, 1e-4]);
});
