import { FIELDS } from "@capstan/training-config/fields";
import { describe, expect, test } from "vitest";
import { configInput, parseOverrides } from "./overrides.ts";

describe("overrides", () => {
  test("come from every flag of CATR's train.py", () => {
    const flags = { batchSize: "16", epochs: "50", lr: "5e-5", weightDecay: "1e-5", clipMaxNorm: "0.1", logStep: "20", save: false };
    expect(parseOverrides(flags)).toEqual({
      "optimizer.batchSize": 16,
      "schedule.epochs": 50,
      "optimizer.lr": 5e-5,
      "optimizer.weightDecay": 1e-5,
      "optimizer.clipMaxNorm": 0.1,
      "checkpoint.logStep": 20,
      "checkpoint.save": false,
    });
  });

  test("are none when nothing was said: commander's own true for --no-save says nothing", () => {
    expect(parseOverrides({ save: true })).toEqual({});
  });

  test("by --set take each setting's own type, also by CATR's name", () => {
    const set = ["model.dropout=0.2", "picture.flip=no", "schedule.kind=step", "hidden_dim=128", "model.backbone = tiny"];
    expect(parseOverrides({ set })).toEqual({
      "model.dropout": 0.2,
      "picture.flip": false,
      "schedule.kind": "step",
      "model.hiddenDim": 128,
      "model.backbone": "tiny",
    });
  });

  test("by --set outrank a flag", () => {
    expect(parseOverrides({ lr: "1", set: ["optimizer.lr=0.5"] })).toEqual({ "optimizer.lr": 0.5 });
  });

  test.each([
    [{ batchSize: "many" }, /optimizer\.batchSize is a number, not “many”/],
    [{ epochs: "" }, /schedule\.epochs is a number/],
    [{ set: ["model.dropout"] }, /is not path=value/],
    [{ set: ["model.nothing=1"] }, /no setting “model\.nothing”/],
    [{ set: ["picture.flip=perhaps"] }, /true or false/],
  ])("%j is refused, saying why", (flags, message) => {
    expect(() => parseOverrides(flags)).toThrow(message);
  });

  test("name settings that exist, so that a renamed setting breaks this test and not a user", () => {
    const paths = new Set<string>(FIELDS.map(({ path }) => path));
    const used = Object.keys(
      parseOverrides({ batchSize: "1", epochs: "1", lr: "1", weightDecay: "1", clipMaxNorm: "1", logStep: "1", save: false }),
    );
    expect(used.filter((path) => !paths.has(path))).toEqual([]);
  });
});

describe("the configuration that is sent", () => {
  test("is the preset and what was changed, nested", () => {
    expect(configInput("demo", { "optimizer.lr": 0.01, "optimizer.batchSize": 8, "schedule.epochs": 2 })).toEqual({
      preset: "demo",
      optimizer: { lr: 0.01, batchSize: 8 },
      schedule: { epochs: 2 },
    });
  });

  test("is refused here already when a value is out of range", () => {
    expect(() => configInput("demo", { "schedule.epochs": -1 })).toThrow(/schedule\.epochs is between/);
  });
});
