import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { generateDemo } from "./generate-demo.ts";
import { isTrueOf } from "./scene-truth.ts";
import type { Scene, SceneFile } from "./scene.ts";

interface Annotations {
  images: { id: number; file_name: string }[];
  annotations: { image_id: number; caption: string }[];
}

const folder = mkdtempSync(path.join(os.tmpdir(), "capstan-demo-"));
const splits = ["train", "val", "test"] as const;
const read = (name: string): unknown => JSON.parse(readFileSync(path.join(folder, name), "utf8"));
let scenes: readonly Scene[];
let captionsOf: Map<string, string[]>;

beforeAll(async () => {
  await generateDemo(folder, { pictures: 600, seed: 7 });
  scenes = (read("scenes.json") as SceneFile).scenes;
  captionsOf = new Map();
  for (const split of splits) {
    const { images, annotations } = read(`annotations/captions_${split}.json`) as Annotations;
    for (const image of images)
      captionsOf.set(
        `${split}/${image.file_name}`,
        annotations.filter((a) => a.image_id === image.id).map((a) => a.caption),
      );
  }
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("demo data", () => {
  test("every caption is true of its scene, and each picture has five different ones of at most 16 words", () => {
    expect(scenes).toHaveLength(600);
    for (const scene of scenes) {
      const captions = captionsOf.get(`${scene.split}/${scene.fileName}`)!;
      expect(new Set(captions).size).toBe(5);
      for (const caption of captions) {
        expect(isTrueOf(scene, caption), caption).toMatchObject({ true: true });
        expect(caption.split(" ").length).toBeLessThanOrEqual(16);
      }
    }
  });

  test("a caption of one picture is rarely true of another: truth says something", () => {
    let hits = 0;
    for (const [i, scene] of scenes.entries()) {
      const other = scenes[(i + 1) % scenes.length]!;
      for (const caption of captionsOf.get(`${other.split}/${other.fileName}`)!) if (isTrueOf(scene, caption).true) hits++;
    }
    expect(hits / (scenes.length * 5)).toBeLessThan(0.05);
  });

  test("no set of objects is in two splits", () => {
    const setsOf = (split: string): Set<string> =>
      new Set(
        scenes
          .filter((s) => s.split === split)
          .map((s) =>
            s.objects
              .map((o) => `${o.size} ${o.colour} ${o.shape}`)
              .toSorted()
              .join(),
          ),
      );
    expect([...setsOf("train")].filter((set) => setsOf("val").has(set) || setsOf("test").has(set))).toEqual([]);
    expect([...setsOf("val")].filter((set) => setsOf("test").has(set))).toEqual([]);
  });

  test("the same seed gives the same bytes", async () => {
    const again = mkdtempSync(path.join(os.tmpdir(), "capstan-demo-"));
    await generateDemo(again, { pictures: 600, seed: 7 });
    for (const name of ["scenes.json", "annotations/captions_test.json", `train/${scenes[0]!.fileName}`])
      expect(readFileSync(path.join(again, name)).equals(readFileSync(path.join(folder, name)))).toBe(true);
    rmSync(again, { recursive: true });
  }, 60_000);

  test("fewer than 600 pictures are refused", async () => {
    await expect(generateDemo(folder, { pictures: 10 })).rejects.toMatchObject({ code: "INVALID_INPUT" });
  });
});
