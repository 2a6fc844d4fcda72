import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { scoreCaptions } from "@capstan/caption-score/score-captions";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { writeTinyCheckpoint } from "../../../../test/support/tiny-checkpoint.ts";
import { evaluateHere } from "./evaluate-here.ts";
import { writeResults } from "./results.ts";

let folder: string;
let checkpoint: string;
const COLOURS = ["#d33", "#33d", "#3d3", "#dd3"];

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "capstan-evaluate-test-"));
  checkpoint = await writeTinyCheckpoint(folder);
  await mkdir(path.join(folder, "data/annotations"), { recursive: true });
  for (const split of ["train", "val", "test"]) {
    await mkdir(path.join(folder, "data", split));
    const images = COLOURS.map((_, id) => ({ id, file_name: `${id}.png` }));
    const annotations = COLOURS.map((_, image_id) => ({ image_id, caption: `a small green triangle number ${image_id}` }));
    await writeFile(path.join(folder, `data/annotations/captions_${split}.json`), JSON.stringify({ images, annotations }));
    for (const [id, background] of COLOURS.entries())
      await writeFile(
        path.join(folder, "data", split, `${id}.png`),
        await sharp({ create: { width: 40 + split.length, height: 30, channels: 3, background } })
          .png()
          .toBuffer(),
      );
  }
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test("a checkpoint's folder is scored on a folder's split, without a platform, and the lines add up to the scores", async () => {
  const results = await evaluateHere({ checkpoint, pictures: path.join(folder, "data"), split: "test", beamWidth: 2, limit: 3 });
  expect(results.skipped).toBe(0);
  expect(results.pictures.map(({ fileName }) => fileName)).toEqual(["test/0.png", "test/1.png", "test/2.png"]);
  const { perPicture: _each, ...scores } = scoreCaptions(
    results.pictures.map(({ caption, references }) => ({ hypothesis: caption, references })),
  );
  expect(Object.fromEntries(results.scores.map(({ name, value }) => [name, value]))).toEqual(scores);
  const file = path.join(folder, "results.jsonl");
  await writeResults(file, results);
  const lines = (await readFile(file, "utf8"))
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as unknown);
  expect(lines).toEqual(JSON.parse(JSON.stringify(results.pictures)));
});

test("what is not there is said in words for people", async () => {
  const options = { checkpoint, pictures: path.join(folder, "data"), split: "test", beamWidth: 1, limit: undefined } as const;
  await expect(evaluateHere({ ...options, checkpoint: path.join(folder, "data") })).rejects.toThrow(/no readable/);
  await expect(evaluateHere({ ...options, pictures: path.join(folder, "data/test") })).rejects.toMatchObject({ name: "CliError" });
});
