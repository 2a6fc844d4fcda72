import { prepareEngine } from "@capstan/engine/prepare-engine";
import { formatVocabulary, vocabularyOf } from "@capstan/tokenizer/vocabulary";
import { describe, expect, test } from "vitest";
import { CATR_SPEC } from "../../../../../test/support/catr-size.ts";
import { backbonePlan } from "../../backbone/architecture.ts";
import { createModel } from "../../create-model.ts";
import { bytesInMemory } from "../byte-source.ts";
import { formatSafetensors, parseSafetensors, type StoredTensor } from "../safetensors.ts";
import { shapeOnDisk } from "../state-dict.ts";
import { type ForeignTensor, openWeightFile, type WeightFile } from "../weight-file.ts";
import { importedFiles, importedWeights, importedWeightsBytes } from "./imported-files.ts";
import { planImport, refuseDifferences } from "./plan-import.ts";
import { backboneTensors, captionerTensors, type CaptionerShape, type Shapes } from "./tensor-names.ts";

const tiny: CaptionerShape = {
  ...CATR_SPEC,
  backbone: "tiny",
  dilation: false,
  hiddenDim: 16,
  encoderLayers: 1,
  decoderLayers: 2,
  feedForwardDim: 20,
  headDim: 16,
  maxPositions: 6,
  vocabularySize: 9,
};
const numbersIn = (shapes: Shapes): number =>
  [...shapes.values()].reduce((sum, shape) => sum + shape.reduce((product, size) => product * size, 1), 0);

/** A file that only says what it holds. */
const fileOf = (shapes: ReadonlyMap<string, readonly number[]>, more: Partial<WeightFile> = {}, dtype = "float32"): WeightFile => ({
  format: "PyTorch",
  under: null,
  besides: [],
  tensors: new Map([...shapes].map(([name, shape]): [string, ForeignTensor] => [name, { shape, dtype }])),
  read: () => Promise.reject(new Error("no numbers here")),
  ...more,
});
async function gather(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(piece);
  return Buffer.concat(all);
}
const wordsOf = (count: number): string =>
  formatVocabulary(vocabularyOf(["[PAD]", "[UNK]", "[CLS]", "[SEP]", ...Array.from({ length: count - 4 }, (_, i) => `w${i}`)]));
const bertLike = wordsOf(30_522);

describe("the names", () => {
  test("are CATR's 716, with its 84,392,954 numbers", () => {
    const shapes = captionerTensors(CATR_SPEC);
    expect([shapes.size, numbersIn(shapes)]).toEqual([716, 84_392_954]);
  });
  test.each<CaptionerShape>([tiny, { ...tiny, positionEmbedding: "learned", encoderLayers: 0 }])(
    "are those that the model declares",
    async (spec) => {
      await prepareEngine({ choice: "wasm" });
      const model = createModel({ ...spec, heads: 2, padId: 0, clsId: 2, sepId: 3 }, 1);
      const declared = new Map([...model.parameters.values()].map((parameter) => [parameter.name, shapeOnDisk(parameter)]));
      model.dispose();
      expect(new Map([...captionerTensors(spec)].sort())).toEqual(new Map([...declared].sort()));
    },
  );
});

describe("a CATR checkpoint", () => {
  test("tells its settings by its shapes, and the rest is CATR's", () => {
    const plan = planImport(
      fileOf(captionerTensors({ ...CATR_SPEC, encoderLayers: 3 }), { under: "model", besides: ["optimizer", "epoch"] }),
      { vocabulary: bertLike },
    );
    expect(plan.config).toMatchObject({
      preset: "catr",
      model: {
        backbone: "resnet101",
        dilation: true,
        encoderLayers: 3,
        decoderLayers: 6,
        heads: 8,
        hiddenDim: 256,
        feedForwardDim: 2048,
        maxPositions: 128,
      },
      picture: { size: 299, normalization: "half" },
      text: { vocabulary: "imported", vocabularySize: 30_522 },
    });
    expect(plan.differences).toEqual({ missing: [], unexpected: [], otherShape: [] });
    expect(plan.remarks.join(" ")).toMatch(/“optimizer”, “epoch”.*model\.heads 8, model\.dilation true/);
    refuseDifferences(plan);
  });
  test("of another backbone is told apart", () => {
    for (const backbone of ["resnet18", "resnet34", "resnet50", "resnet152"] as const) {
      const dilation = backbone !== "resnet18" && backbone !== "resnet34";
      const { config, differences } = planImport(fileOf(captionerTensors({ ...CATR_SPEC, backbone, dilation })), { vocabulary: bertLike });
      expect(config!.model).toMatchObject({ backbone, dilation });
      expect(differences.missing).toEqual([]);
    }
  });
  test("takes what it cannot tell from choices, and refuses a choice that contradicts it", () => {
    const file = fileOf(captionerTensors(CATR_SPEC));
    const { config } = planImport(file, {
      vocabulary: bertLike,
      overrides: { "model.heads": 4, "model.dilation": false, "picture.size": 224 },
    });
    expect(config).toMatchObject({ model: { heads: 4, dilation: false }, picture: { size: 224 } });
    expect(() => planImport(file, { vocabulary: bertLike, overrides: { "model.encoderLayers": 3 } })).toThrow(
      expect.objectContaining({
        code: "CONFIG_INVALID",
        path: ["model", "encoderLayers"],
        message: expect.stringContaining("is 6 in these weights, not 3"),
      }),
    );
  });
  test.each([
    ["none", undefined, /know 30522 pieces.*bert-base-uncased/],
    ["another", wordsOf(8_000), /has 8000 pieces and the weights know 30522/],
  ])("wants its own vocabulary: %s is refused", (_, vocabulary, message) => {
    expect(() => planImport(fileOf(captionerTensors(CATR_SPEC)), { vocabulary })).toThrow(
      expect.objectContaining({ code: "INVALID_INPUT", path: ["vocabulary"], message: expect.stringMatching(message) }),
    );
  });
  test("may leave its words behind, by choice: the rest is taken, also when it is read again", () => {
    const shapes = captionerTensors(CATR_SPEC);
    const plan = planImport(fileOf(shapes), { withoutWords: true });
    refuseDifferences(plan);
    expect(plan).toMatchObject({ config: null, vocabulary: null, title: expect.stringMatching(/^Captioner without its words, resnet101/) });
    const left = [...shapes.keys()].filter((name) => !plan.tensors.some((tensor) => tensor.name === name));
    expect(left.sort()).toEqual(["mlp.layers.2.bias", "mlp.layers.2.weight", "transformer.embeddings.word_embeddings.weight"]);
    const again = fileOf(new Map(plan.tensors.map(({ name, shape }) => [name, shape])));
    expect(planImport(again, { withoutWords: true }).tensors).toEqual(plan.tensors);
    expect(() => planImport(again, { vocabulary: bertLike })).toThrow(/words were left out/);
  });
  test("that lacks weights, has others or other shapes is refused with their names", () => {
    const shapes = captionerTensors(CATR_SPEC);
    shapes.delete("mlp.layers.1.bias");
    shapes.set("transformer.something.new", [3]);
    shapes.set("input_proj.weight", [256, 1024, 1, 1]);
    const plan = planImport(fileOf(shapes), { vocabulary: bertLike });
    expect(() => refuseDifferences(plan)).toThrow(
      /1 missing: mlp\.layers\.1\.bias\.\n1 unexpected: transformer\.something\.new\.\n1 of another shape or type: input_proj\.weight: \[256, 1024, 1, 1\], not \[256, 2048, 1, 1\]\.\nNothing was imported/,
    );
  });
  test("of whole numbers is refused", () => {
    expect(() =>
      refuseDifferences(
        planImport(fileOf(captionerTensors(tiny), {}, "int64"), {
          vocabulary: wordsOf(9),
          preset: "demo",
          overrides: { "model.heads": 2 },
        }),
      ),
    ).toThrow(/int64, not floating-point/);
  });
});

describe("torchvision's ResNet", () => {
  test.each(["resnet18", "resnet34", "resnet50", "resnet101", "resnet152"] as const)(
    "%s becomes a backbone without classifier and counters",
    (backbone) => {
      const expected = backboneTensors(backbonePlan(backbone, false));
      const shapes = new Map([...expected, ["fc.weight", [1000, 2048]], ["fc.bias", [1000]], ["bn1.num_batches_tracked", []]]) as Shapes;
      const plan = planImport(fileOf(shapes));
      expect(plan).toMatchObject({
        kind: "backbone",
        title: expect.stringContaining(backbone),
        config: null,
        differences: { missing: [], unexpected: [], otherShape: [] },
      });
      expect(plan.tensors.map(({ name }) => name)).toEqual([...expected.keys()].map((name) => `backbone.0.body.${name}`));
      expect(plan.remarks.join(" ")).toMatch(/1 count of batches.*classifier/);
    },
  );
  test("one under CATR's names is the same", () => {
    const shapes = new Map(
      [...backboneTensors(backbonePlan("resnet18", false))].map(([name, shape]) => [`module.backbone.0.body.${name}`, shape]),
    );
    const plan = planImport(fileOf(shapes));
    expect(plan).toMatchObject({ kind: "backbone", differences: { missing: [], unexpected: [], otherShape: [] } });
    expect(plan.tensors[0]).toMatchObject({ name: "backbone.0.body.conv1.weight", from: "module.backbone.0.body.conv1.weight" });
  });
  test("a wider one of the same names is refused by its shapes", () => {
    const wide = new Map(
      [...backboneTensors(backbonePlan("resnet50", false))].map(([name, shape]) => [
        name,
        name.includes("conv2") ? [2 * shape[0]!, ...shape.slice(1)] : shape,
      ]),
    );
    expect(() => refuseDifferences(planImport(fileOf(wide)))).toThrow(/16 of another shape or type: layer1\.0\.conv2\.weight/);
  });
  test("one with other blocks is refused", () => {
    const other = new Map([...backboneTensors(backbonePlan("resnet50", false))].filter(([name]) => !name.startsWith("layer3.5.")));
    expect(() => planImport(fileOf(other))).toThrow(/3,4,5,3 blocks with bottlenecks/);
  });
});

test("names of DataParallel are read, and those of something else refused", () => {
  const parallel = new Map([...captionerTensors(tiny)].map(([name, shape]) => [`module.${name}`, shape]));
  const plan = planImport(fileOf(parallel), { vocabulary: wordsOf(9), preset: "demo", overrides: { "model.heads": 2 } });
  expect(plan.differences.missing).toEqual([]);
  expect(plan.tensors[0]).toMatchObject({ name: "backbone.0.body.conv1.weight", from: "module.backbone.0.body.conv1.weight" });
  expect(() => planImport(fileOf(new Map([["encoder.weight", [2, 2]]])))).toThrow(
    /weights of something else: 1 tensors, beginning with “encoder.weight”/,
  );
});

test("the checkpoint's files hold the numbers, the settings and the vocabulary, and nothing of the rest", async () => {
  const shapes = captionerTensors(tiny);
  const tensors = new Map(
    [...shapes].map(([name, shape], t) => [
      name,
      { shape, data: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => t + i / 1000) },
    ]),
  );
  const bytes = Buffer.concat(
    formatSafetensors(new Map<string, StoredTensor>([...tensors, ["bn.num_batches_tracked", { shape: [1], data: new Int32Array(1) }]])),
  );
  const file = await openWeightFile(bytesInMemory(bytes));
  const plan = planImport(file, { vocabulary: wordsOf(9), preset: "demo", overrides: { "model.heads": 2 } });
  const written = new Map<string, Buffer>();
  for (const { name, pieces } of importedFiles(file, plan)) written.set(name, await gather(pieces()));
  expect([...written.keys()]).toEqual(["weights.safetensors", "config.json", "vocab.txt", "import.json"]);
  expect(parseSafetensors(written.get("weights.safetensors")!)).toEqual(tensors);
  expect(written.get("vocab.txt")!.toString()).toBe(wordsOf(9));
  expect(importedWeightsBytes(plan)).toBe(written.get("weights.safetensors")!.byteLength);
  expect(await gather(importedWeights(file, plan).pieces())).toEqual(written.get("weights.safetensors"));
});
