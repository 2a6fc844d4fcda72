import { scoreCaptions } from "@capstan/caption-score/score-captions";
import { captionerOf, type Captioner } from "@capstan/captioner/captioner";
import { createModel } from "@capstan/captioner/create-model";
import { modelSpecOf } from "@capstan/captioner/model-spec";
import type { ManifestPicture } from "@capstan/dataset/manifest";
import { prepareEngine } from "@capstan/engine/prepare-engine";
import { AppError } from "@capstan/run/error-code";
import { vocabularyOf } from "@capstan/tokenizer/vocabulary";
import { resolveConfig } from "@capstan/training-config/config";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type CaptionedPictures, captionPictures, scoreCaptioned } from "./evaluate-captions.ts";

const vocabulary = vocabularyOf(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "a", "red", "blue", "circle", "square"]);
const config = resolveConfig("demo", { "model.hiddenDim": 16, "model.heads": 2, "model.feedForwardDim": 16, "model.maxPositions": 8 });
const greedy = { strategy: "GREEDY", beamWidth: 1, candidates: 1, attention: false } as const;
const COLOURS = ["#d22", "#22d", "#2d2", "#dd2", "#eee"];
let captioner: Captioner;
let files: Buffer[];

const picture = (i: number): ManifestPicture => ({
  id: `pic_${i}`,
  fileName: `test/${i}.png`,
  split: "test",
  sha256: "0".repeat(64),
  width: 64,
  height: 40,
  sizeBytes: 1,
  captions: ["a red circle", "a circle"],
  shard: -1,
  offset: 0,
});
const pictures = COLOURS.map((_, i) => picture(i));
const read = async ({ id }: ManifestPicture): Promise<Uint8Array> => files[Number(id.slice(4))]!;
async function all(batches: AsyncIterable<CaptionedPictures>): Promise<CaptionedPictures> {
  const found: CaptionedPictures[] = [];
  for await (const batch of batches) found.push(batch);
  return { captioned: found.flatMap(({ captioned }) => captioned), skipped: found.flatMap(({ skipped }) => skipped) };
}

beforeAll(async () => {
  await prepareEngine({ choice: "wasm" });
  captioner = captionerOf(createModel(modelSpecOf(config, vocabulary), 3), vocabulary, config.picture);
  files = await Promise.all(
    COLOURS.map((background) =>
      sharp({ create: { width: 64, height: 40, channels: 3, background } })
        .png()
        .toBuffer(),
    ),
  );
});
afterAll(() => captioner.dispose());

test("every picture is captioned once, in order, whatever the batches", async () => {
  const byTwo = await all(captionPictures({ captioner, pictures, read, decoding: greedy, batchSize: 2 }));
  expect(byTwo.captioned.map(({ pictureId }) => pictureId)).toEqual(pictures.map(({ id }) => id));
  const atOnce = await all(captionPictures({ captioner, pictures, read, decoding: greedy }));
  expect(atOnce.captioned.map(({ caption }) => caption)).toEqual(byTwo.captioned.map(({ caption }) => caption));
});

test("a picture that cannot be read is named and left out, and a fault of ours is not taken for one", async () => {
  const bad = async (one: ManifestPicture): Promise<Uint8Array> => {
    if (one.id === "pic_1") throw new AppError("DATASET_INVALID", "It is gone.");
    return one.id === "pic_3" ? Buffer.from("no picture") : read(one);
  };
  const { captioned, skipped } = await all(captionPictures({ captioner, pictures, read: bad, decoding: greedy, batchSize: 2 }));
  expect(captioned.map(({ pictureId }) => pictureId)).toEqual(["pic_0", "pic_2", "pic_4"]);
  expect(skipped).toMatchObject([
    { fileName: "test/1.png", reason: "It is gone." },
    { fileName: "test/3.png", reason: expect.stringContaining("JPEG") },
  ]);
  await expect(
    all(captionPictures({ captioner, pictures, read: () => Promise.reject(new TypeError("a bug")), decoding: greedy })),
  ).rejects.toThrow("a bug");
});

test("an aborted signal ends it", async () => {
  const signal = AbortSignal.abort(new Error("enough"));
  await expect(all(captionPictures({ captioner, pictures, read, decoding: greedy, signal }))).rejects.toThrow("enough");
});

test("scores are those of the captions, with intervals that hold them", () => {
  const captions = ["a red circle", "a blue square", "a circle", "red", "a square"];
  const captioned = captions.map((caption, i) => ({
    pictureId: `pic_${i}`,
    fileName: `${i}.png`,
    caption,
    logProbability: -1,
    references: [i < 3 ? "a red circle" : "a blue square", "a shape"],
  }));
  const { scores, intervals, pictures: each } = scoreCaptioned(captioned, 7);
  const { perPicture, ...expected } = scoreCaptions(captioned.map(({ caption, references }) => ({ hypothesis: caption, references })));
  expect(scores).toEqual(expected);
  expect(each.map(({ scores: own }) => own)).toEqual(perPicture);
  for (const [name, { low, high }] of Object.entries(intervals)) {
    expect(low).toBeLessThanOrEqual(scores[name as "cider"]);
    expect(high).toBeGreaterThanOrEqual(scores[name as "cider"]);
    expect(high).toBeGreaterThan(low);
  }
  expect(scoreCaptioned(captioned, 7).intervals).toEqual(intervals);
  expect(scoreCaptioned([]).intervals).toEqual({});
});
