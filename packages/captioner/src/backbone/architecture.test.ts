import { describe, expect, test } from "vitest";
import { declareBackbone } from "./backbone-parameters.ts";
import { backbonePlan, type ConvPlan } from "./architecture.ts";
import type { BackboneName } from "../model-spec.ts";
import type { ParameterTable } from "../parameter.ts";
import * as tf from "@tensorflow/tfjs-core";
import { prepareEngine } from "@capstan/engine/prepare-engine";

/** Cells per side after the stem, its pooling and every stage. */
function gridOf(name: BackboneName, dilation: boolean, pixels: number): number {
  const plan = backbonePlan(name, dilation);
  const after = (size: number, { kernel, stride, pad, dilation: spread }: ConvPlan): number =>
    Math.floor((size + 2 * pad - spread * (kernel - 1) - 1) / stride) + 1;
  let size = after(pixels, plan.stem);
  if (plan.stemPool) size = Math.floor((size + 2 - 3) / 2) + 1;
  for (const block of plan.stages.flat()) {
    const start = size;
    for (const conv of block.convs) size = after(size, conv);
    if (block.downsample) expect(after(start, block.downsample)).toBe(size);
    else expect(size).toBe(start);
  }
  return size;
}

test.each([
  ["resnet101", true, 299, 19],
  ["resnet101", true, 224, 14],
  ["resnet101", false, 299, 10],
  ["resnet50", true, 240, 15],
  ["resnet18", false, 224, 7],
  ["tiny", false, 64, 8],
] as const)("%s, dilated: %s, makes %i pixels into %i cells", (name, dilation, pixels, cells) => {
  expect(gridOf(name, dilation, pixels)).toBe(cells);
});

test("only the later blocks of a dilated last stage are dilated", () => {
  const last = backbonePlan("resnet101", true).stages[3]!;
  expect(last.map(({ convs }) => [convs[1]!.dilation, convs[1]!.pad, convs[1]!.stride])).toEqual([
    [1, 1, 1],
    [2, 2, 1],
    [2, 2, 1],
  ]);
  expect(last[0]!.downsample!.stride).toBe(1);
});

describe("parameters", () => {
  const declared = async (name: BackboneName): Promise<ParameterTable> => {
    await prepareEngine({ choice: "wasm" });
    const table: ParameterTable = new Map();
    declareBackbone(table, backbonePlan(name, false), 1);
    tf.dispose([...table.values()].map(({ variable }) => variable));
    return table;
  };
  const sizeOf = (table: ParameterTable, suffix: RegExp): number =>
    [...table.values()]
      .filter(({ name }) => suffix.test(name))
      .reduce((sum, { torchShape }) => sum + torchShape.reduce((a, b) => a * b, 1), 0);

  test("ResNet-18 has torchvision's 11,166,912 convolution weights and 4,800 normalised channels", async () => {
    const table = await declared("resnet18");
    // 11,176,512 parameters without the classifier, of which 2 x 4,800 are the norms'.
    expect(sizeOf(table, /(conv\d|downsample\.0)\.weight$/)).toBe(11_166_912);
    expect(sizeOf(table, /running_mean$/)).toBe(4_800);
    expect([...table.values()].filter(({ trainable }) => trainable).every(({ name }) => /(conv\d|downsample\.0)\.weight$/.test(name))).toBe(
      true,
    );
  });

  test("a stage's blocks are numbered as torchvision's", () => {
    const names = backbonePlan("resnet101", true).stages.map((stage) => stage.map(({ name }) => name));
    expect(names.map((stage) => [stage[0], stage.at(-1)])).toEqual([
      ["layer1.0", "layer1.2"],
      ["layer2.0", "layer2.3"],
      ["layer3.0", "layer3.22"],
      ["layer4.0", "layer4.2"],
    ]);
  });
});
