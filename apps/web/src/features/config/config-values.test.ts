import { expect, test } from "vitest";
import { FIELDS } from "@capstan/training-config/fields";
import { resolveConfig } from "@capstan/training-config/config";
import {
  baselineOf,
  changedPaths,
  checkDraft,
  draftOf,
  errorsByPath,
  overridesOf,
  readDraft,
  valuesOf,
  valueText,
} from "./config-values.ts";

test("a preset's own values are no overrides", () => {
  for (const preset of ["demo", "quick", "capstan", "catr"]) {
    const baseline = baselineOf(preset);
    expect(Object.keys(baseline)).toHaveLength(FIELDS.length);
    expect(overridesOf(readDraft(draftOf(baseline)).values, baseline)).toBeNull();
  }
});

test("only what was changed is sent, nested and typed", () => {
  const baseline = baselineOf("demo");
  const draft = { ...draftOf(baseline), "optimizer.lr": "5e-4", "schedule.epochs": "3", "picture.flip": false, "schedule.kind": "step" };
  expect(overridesOf(readDraft(draft).values, baseline)).toEqual({
    picture: { flip: false },
    optimizer: { lr: 5e-4 },
    schedule: { epochs: 3, kind: "step" },
  });
});

test("a value changed back is no override", () => {
  const baseline = baselineOf("capstan");
  expect(changedPaths(readDraft({ ...draftOf(baseline), "optimizer.lr": "0.00010" }).values, baseline)).toEqual([]);
});

test("what is no number, or out of range, is an error at its field", () => {
  const { errors } = readDraft({ "schedule.epochs": "many", "optimizer.batchSize": "0", "model.dropout": "", "optimizer.lr": "0,001" });
  expect(Object.keys(errors).sort()).toEqual(["model.dropout", "optimizer.batchSize", "schedule.epochs"]);
  expect(errors["optimizer.batchSize"]).toBe("A whole number from 1 to 1024 pictures, not “0”.");
});

test("settings that contradict each other are an error at one of them", () => {
  expect(Object.keys(checkDraft("demo", { ...draftOf(baselineOf("demo")), "model.heads": "7" }).errors)).toEqual(["model.heads"]);
});

test("the API's refusals find their field wherever the path begins", () => {
  const refusals = [
    { path: ["input", "overrides", "optimizer", "lr"], message: "too large" },
    { path: ["schedule.epochs"], message: "too many" },
    { path: ["input", "name"], message: "taken" },
    { path: null, message: "no" },
  ];
  expect(errorsByPath(refusals)).toEqual({ "optimizer.lr": "too large", "schedule.epochs": "too many", name: "taken", "": "no" });
});

test("GraphQL's answer has the same values as the configuration", () => {
  const config = resolveConfig("quick");
  const withTypes = { ...structuredClone(config), __typename: "TrainingConfig", model: { ...config.model, __typename: "ModelConfig" } };
  expect(valuesOf(withTypes)).toEqual(valuesOf(config));
});

test("values read as people write them", () => {
  expect([1e-4, 5e-5, 0.1, 0, 32, true, "sine", undefined].map((value) => valueText(value))).toEqual([
    "1e-4",
    "5e-5",
    "0.1",
    "0",
    "32",
    "on",
    "sine",
    "–",
  ]);
});
