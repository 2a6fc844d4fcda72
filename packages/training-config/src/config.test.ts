import fc from "fast-check";
import { expect, test } from "vitest";
import { flattenConfig, parseConfig, resolveConfig } from "./config.ts";
import { GROUPS } from "./field.ts";
import { FIELDS } from "./fields.ts";
import { PRESET_NAMES } from "./presets.ts";

const codeOf = (f: () => unknown): unknown => {
  try {
    return f();
  } catch (error) {
    return { code: (error as { code?: string }).code, path: (error as { path?: string[] }).path, message: (error as Error).message };
  }
};

test("every preset resolves, and survives being stored", () => {
  for (const preset of PRESET_NAMES) {
    const config = resolveConfig(preset);
    expect(parseConfig(JSON.parse(JSON.stringify(config)))).toEqual(config);
    expect(Object.keys(flattenConfig({ ...config })).sort()).toEqual(FIELDS.map((f) => f.path).sort());
  }
});

test("CATR's numbers are CATR's", () => {
  const { model, optimizer, schedule } = resolveConfig("catr");
  expect([model.hiddenDim, model.encoderLayers, model.decoderLayers, model.heads, model.feedForwardDim]).toEqual([256, 6, 6, 8, 2048]);
  expect([optimizer.lr, optimizer.lrBackbone, optimizer.weightDecay, optimizer.clipMaxNorm]).toEqual([1e-4, 1e-5, 1e-4, 0.1]);
  expect([optimizer.batchSize, schedule.epochs, schedule.dropEvery]).toEqual([32, 30, 20]);
});

test("an unknown setting is refused with its path and a suggestion", () => {
  expect(codeOf(() => resolveConfig("demo", { "optimizer.weight_decay": 0 }))).toMatchObject({
    code: "CONFIG_INVALID",
    path: ["optimizer", "weight_decay"],
    message: expect.stringContaining("optimizer.weightDecay"),
  });
});

test("settings that contradict each other are refused", () => {
  expect(codeOf(() => resolveConfig("demo", { "model.heads": 7 }))).toMatchObject({ code: "CONFIG_INVALID", path: ["model", "heads"] });
  const refused: readonly (readonly [Record<string, unknown>, readonly string[]])[] = [
    [{ "model.dilation": true }, ["model", "dilation"]],
    [{ "model.hiddenDim": 90, "model.heads": 3 }, ["model", "hiddenDim"]],
    [{ "schedule.selfCriticalEpochs": 1 }, ["schedule", "monitor"]],
    [{ "schedule.selfCriticalEpochs": 1, "schedule.monitor": "cider", "optimizer.lr": 0 }, ["optimizer", "lr"]],
    [{ "optimizer.unfreezeEpoch": 1, "optimizer.lrBackbone": 0 }, ["optimizer", "unfreezeEpoch"]],
    [{ "optimizer.unfreezeEpoch": 8 }, ["optimizer", "unfreezeEpoch"]],
    [{ "checkpoint.save": false, "schedule.epochs": 1001 }, ["checkpoint", "save"]],
  ];
  for (const [overrides, path] of refused)
    expect(
      codeOf(() => resolveConfig("demo", overrides)),
      JSON.stringify(overrides),
    ).toMatchObject({ code: "CONFIG_INVALID", path });
  expect(resolveConfig("demo", { "schedule.selfCriticalEpochs": 1, "schedule.monitor": "cider" }).schedule.selfCriticalEpochs).toBe(1);
});

test("a number out of its range is refused, and one within is kept", () => {
  const numbers = FIELDS.filter((f) => f.type === "number");
  fc.assert(
    fc.property(fc.constantFrom(...numbers), fc.double({ noNaN: true }), (field, value) => {
      const result = codeOf(() => resolveConfig("capstan", { [field.path]: value }));
      const inRange = value >= field.min && value <= field.max && Number.isFinite(value);
      return inRange ? (result as { code?: string }).code === undefined : (result as { code?: string }).code === "CONFIG_INVALID";
    }),
  );
});

test("every field has help, a group and a default it would take itself", () => {
  for (const field of FIELDS) {
    expect(Object.keys(GROUPS)).toContain(field.path.split(".")[0]);
    expect(field.help.length).toBeGreaterThan(15);
  }
});
