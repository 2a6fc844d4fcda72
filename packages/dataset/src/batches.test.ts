import path from "node:path";
import { trainVocabulary } from "@capstan/tokenizer/train-vocabulary";
import { decodeCaption } from "@capstan/tokenizer/decode-caption";
import { resolveConfig } from "@capstan/training-config/config";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createBackgroundBatches } from "./background-batches.ts";
import { createBatches, type Batch, type BatchesOptions } from "./batches.ts";
import { folderSource } from "./folder-source.ts";
import { importCoco } from "./import-coco.ts";
import type { DatasetManifest } from "./manifest.ts";
import { openVersion, type OpenVersion } from "./open-version.ts";
import { captionFile, makePicture, writeFiles } from "./testing/make-dataset.ts";
import { openTestStore, type TestStore } from "./testing/open-store.ts";

const PICTURES = 23;
const CAPTIONS = 3;
const SIZE = 40;
let place: TestStore;
let manifest: DatasetManifest;
let version: OpenVersion;

beforeAll(async () => {
  place = await openTestStore();
  const files: Record<string, Buffer> = {};
  for (const split of ["train", "val"]) {
    const pictures = Array.from({ length: split === "train" ? PICTURES : 5 }, (_, i) => ({
      name: `${split}${i}.png`,
      captions: Array.from({ length: CAPTIONS }, (_unused, c) => `${split} ${i} way ${c} ${"on and ".repeat(i % 5)}to the left`),
    }));
    for (const [i, { name }] of pictures.entries())
      files[`${split}/${name}`] = await makePicture(i + (split === "val" ? 100 : 0), { format: "png" });
    files[`captions_${split}.json`] = captionFile(pictures);
  }
  await writeFiles(path.join(place.folder, "source"), files);
  ({ manifest } = await importCoco({ source: await folderSource(path.join(place.folder, "source")), store: place.store, prefix: "t/v" }));
  version = openVersion({ manifest, shardsDir: path.join(place.folder, "store/objects/t/v/shards") });
});
afterAll(async () => {
  await version.close();
  await place[Symbol.asyncDispose]();
});

const vocabulary = trainVocabulary(["train val way on and to the left right 0 1 2 3 4 5 6 7 8 9"], 200);
const make = (overrides: Record<string, unknown> = {}, options: Partial<BatchesOptions> = {}) =>
  createBatches({
    version,
    split: "train",
    vocabulary,
    config: resolveConfig("demo", { "picture.size": SIZE, "optimizer.batchSize": 4, "text.captionsPerPicture": CAPTIONS, ...overrides }),
    seed: 1,
    ...options,
  });
async function collect(batches: AsyncIterable<Batch>): Promise<Batch[]> {
  const all: Batch[] = [];
  for await (const batch of batches) all.push(batch);
  return all;
}
const captionsOf = ({ tokens, T, B, C }: Batch): string[] =>
  Array.from({ length: B * C }, (_, row) => decodeCaption(vocabulary, tokens.subarray(row * (T + 1), (row + 1) * (T + 1))));

describe("a batch", () => {
  test("holds each picture normalised in the upper left corner, with a mask and its own captions", async () => {
    for (const batch of await collect(make().epoch(0))) {
      const { B, C, S, T, pixels, pixelMask, tokens, pictureOfCaption, pictureIds } = batch;
      expect([B, C, S, batch.skipped]).toEqual([4, CAPTIONS, SIZE, []]);
      expect([pixels.length, pixelMask.length, tokens.length]).toEqual([B * S * S * 3, B * S * S, B * C * (T + 1)]);
      expect([...pictureOfCaption]).toEqual([0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3]);
      for (let b = 0; b < B; b++) {
        const picture = manifest.pictures.find(({ id }) => id === pictureIds[b])!;
        const i = Number(/\d+/.exec(picture.fileName)![0]);
        const colour = [(i * 37) % 256, (i * 91) % 256, (i * 53 + 17) % 256].map((value) => (value / 255 - 0.5) / 0.5);
        const at = (y: number, x: number): number[] => [...pixels.subarray(((b * S + y) * S + x) * 3, ((b * S + y) * S + x) * 3 + 3)];
        // 40 x 30 pixels: ten rows of padding below.
        for (const [c, value] of at(29, 39).entries()) expect(value).toBeCloseTo(colour[c]!, 5);
        expect(at(30, 0)).toEqual([0, 0, 0]);
        expect([pixelMask[(b * S + 29) * S + 39], pixelMask[(b * S + 30) * S]]).toEqual([0, 1]);
        expect(
          captionsOf(batch)
            .slice(b * C, (b + 1) * C)
            .map((text) => text.toLowerCase()),
        ).toEqual([...picture.captions]);
      }
    }
  });

  test("is as long as its longest caption, or as the model when padding counts in the loss", async () => {
    for (const { tokens, T, B, C } of await collect(make().epoch(0))) {
      const lengths = Array.from(
        { length: B * C },
        (_, row) => tokens.subarray(row * (T + 1), (row + 1) * (T + 1)).indexOf(vocabulary.sepId) + 1,
      );
      expect(Math.max(...lengths)).toBe(T + 1);
    }
    for (const { T } of await collect(make({ "optimizer.ignorePad": false }).epoch(0))) expect(T).toBe(32);
    for (const { T, tokens } of await collect(make({ "model.maxPositions": 6 }).epoch(0))) {
      expect(T).toBe(6);
      expect(tokens[T]).toBe(vocabulary.sepId);
    }
  });
});

describe("an epoch", () => {
  test("visits each picture at most once and leaves only the incomplete batch out", async () => {
    const batches = make();
    const seen = (await collect(batches.epoch(0))).flatMap(({ pictureIds }) => pictureIds);
    expect([batches.picturesPerEpoch, batches.stepsPerEpoch]).toEqual([PICTURES, 5]);
    expect(seen).toHaveLength(20);
    expect(new Set(seen).size).toBe(20);
  });

  test.each(["none", "crop", "affine", "catr"])(
    "goes on from any step exactly as if it had never stopped (augmentation %s)",
    async (augmentation) => {
      const overrides = { "picture.augmentation": augmentation };
      const whole = await collect(make(overrides).epoch(3));
      const rest = await collect(make(overrides, { cacheBytes: 0 }).epoch(3, 2));
      expect(rest).toEqual(whole.slice(2));
    },
  );

  test("differs from other epochs and seeds", async () => {
    const order = async (epoch: number, seed: number): Promise<string> =>
      (await collect(make({}, { seed }).epoch(epoch))).flatMap(({ pictureIds }) => pictureIds).join();
    const orders = await Promise.all([order(0, 1), order(1, 1), order(0, 2)]);
    expect(new Set(orders).size).toBe(3);
    expect(await order(0, 1)).toBe(orders[0]);
  });

  test("of validation keeps the manifest's order, takes every picture and changes none", async () => {
    const batches = make({ "picture.augmentation": "crop" }, { split: "val" });
    const seen = await collect(batches.epoch(0));
    expect(seen.map(({ B }) => B)).toEqual([4, 1]);
    expect(seen.flatMap(({ pictureIds }) => pictureIds)).toEqual(batches.pictures.map(({ id }) => id));
    expect(await collect(make({ "picture.augmentation": "none" }, { split: "val" }).epoch(9))).toEqual(seen);
  });

  test("with one caption per picture passes every caption by itself, as CATR does", async () => {
    const batches = make({ "text.captionsPerPicture": 1 });
    expect([batches.picturesPerEpoch, batches.stepsPerEpoch]).toEqual([PICTURES * CAPTIONS, 17]);
    const seen = (await collect(batches.epoch(0))).flatMap(captionsOf);
    expect(new Set(seen).size).toBe(68);
  });

  test("with fewer captions than a picture has, takes others each epoch; with more, repeats them", async () => {
    const two = make({ "text.captionsPerPicture": 2 });
    const seen = new Set<string>();
    for (const epoch of [0, 1, 2, 3, 4, 5]) for (const text of (await collect(two.epoch(epoch))).flatMap(captionsOf)) seen.add(text);
    expect(seen.size).toBe(PICTURES * CAPTIONS);
    const [five] = await collect(make({ "text.captionsPerPicture": 5 }).epoch(0));
    expect(captionsOf(five!).slice(3, 5)).toEqual(captionsOf(five!).slice(0, 2));
  });

  test("a limit takes the first pictures", () => {
    const { pictures } = make({ "schedule.limit": 7 });
    expect(pictures).toEqual(manifest.pictures.slice(0, 7));
  });

  test("batches join captions of like length", async () => {
    const padding = (await collect(make().epoch(0))).map(
      ({ tokens }) => tokens.filter((id) => id === vocabulary.padId).length / tokens.length,
    );
    expect(Math.max(...padding)).toBeLessThan(0.35);
  });

  test("reading can end early", async () => {
    for await (const batch of make().epoch(0)) {
      expect(batch.B).toBe(4);
      break;
    }
  });
});

describe("bad pictures", () => {
  const withBad = (isBad: (fileName: string) => boolean): OpenVersion => ({
    ...version,
    read: async (picture) => (isBad(picture.fileName) ? Buffer.from("not a picture") : version.read(picture)),
  });

  test("are left out, and named with the reason", async () => {
    const batches = await collect(make({}, { version: withBad((name) => name.endsWith("train3.png")) }).epoch(0));
    const hit = batches.filter(({ skipped }) => skipped.length > 0);
    expect(hit).toHaveLength(1);
    expect(hit[0]).toMatchObject({ B: 3, skipped: [{ fileName: "train/train3.png", reason: expect.stringContaining("JPEG") as string }] });
    expect(hit[0]!.tokens).toHaveLength(3 * CAPTIONS * (hit[0]!.T + 1));
  });

  test("end the epoch when a batch holds nothing else", async () => {
    await expect(collect(make({}, { version: withBad(() => true) }).epoch(0))).rejects.toMatchObject({ code: "DATASET_INVALID" });
  });
});

describe("made in the background", () => {
  const options = (changes: Partial<BatchesOptions> = {}): BatchesOptions => ({
    version,
    split: "train",
    vocabulary,
    config: resolveConfig("demo", {
      "picture.size": SIZE,
      "optimizer.batchSize": 4,
      "text.captionsPerPicture": CAPTIONS,
      "picture.augmentation": "affine",
    }),
    seed: 1,
    ...changes,
  });

  test("they are the same bit for bit, from any step, in any order of epochs, also when one is given up", async () => {
    const here = createBatches(options());
    const there = createBackgroundBatches(options());
    expect([there.stepsPerEpoch, there.picturesPerEpoch, there.pictures]).toEqual([
      here.stepsPerEpoch,
      here.picturesPerEpoch,
      here.pictures,
    ]);
    expect(await collect(there.epoch(2))).toEqual(await collect(here.epoch(2)));
    for await (const batch of there.epoch(0)) {
      expect(batch.B).toBe(4);
      break;
    }
    const next = there.epoch(3, 2);
    expect(await collect(next)).toEqual(await collect(here.epoch(3, 2)));
    await there.close();
  });

  test("bad pictures and refusals come through with their words", async () => {
    const moved = { ...version, place: { shardsDir: path.join(place.folder, "nowhere") } };
    const batches = createBackgroundBatches(options({ version: moved }));
    await expect(collect(batches.epoch(0))).rejects.toMatchObject({
      name: "AppError",
      code: "DATASET_INVALID",
      message: expect.stringContaining("shard is missing") as string,
    });
    await batches.close();
    expect(() => createBackgroundBatches(options({ split: "test" }))).toThrow("no pictures in “test”");
  });
});

test("a split without pictures is refused", () => {
  expect(() => make({}, { split: "test" })).toThrow("no pictures in “test”");
});
