/**
 * @file Demo data without anybody's photos: drawn scenes with captions whose truth can be checked, as a COCO captions folder.
 *
 * Writes `train/`, `val/`, `test/`, `annotations/captions_{train,val,test}.json` and `scenes.json` (SceneFile).
 */
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { AppError } from "@capstan/run/error-code";

import { sharp } from "../picture-library.ts";
import { randomOf } from "../random.ts";
import { composeScenes, SCENE_SIZE } from "./compose-scenes.ts";
import { CAPTIONS_PER_SCENE, describeScene } from "./describe-scene.ts";
import { drawScene } from "./draw-scene.ts";
import type { Scene, SceneFile } from "./scene.ts";

export interface DemoOptions {
  /** At least 600, so that each split has something to say. */
  readonly pictures?: number;
  readonly seed?: number;
  /** Called after each picture. What it throws ends the generation. */
  readonly onProgress?: (progress: { done: number; total: number }) => void;
  readonly signal?: AbortSignal;
}

const PICTURES_DEFAULT = 6000;
const PICTURES_MIN = 600;
const JPEG_QUALITY = 92;
const AT_ONCE = 4;

/**
 * Writes the demo data into `folder`, which is made when absent. The same seed gives the same captions and pixels.
 * @throws {AppError} INVALID_INPUT for fewer than 600 pictures.
 */
export async function generateDemo(folder: string, options: DemoOptions = {}): Promise<{ pictures: number; captions: number }> {
  const { pictures = PICTURES_DEFAULT, seed = 1, onProgress, signal } = options;
  if (!Number.isInteger(pictures) || pictures < PICTURES_MIN)
    throw new AppError("INVALID_INPUT", `Demo data needs at least ${PICTURES_MIN} pictures, not ${pictures}.`, { path: ["pictures"] });
  const scenes = composeScenes(pictures, seed);
  for (const name of ["train", "val", "test", "annotations"]) await mkdir(path.join(folder, name), { recursive: true });

  const waiting = scenes.values();
  let done = 0;
  const drawWaiting = async (): Promise<void> => {
    for (const scene of waiting) {
      signal?.throwIfAborted();
      await writePicture(folder, scene, seed);
      onProgress?.({ done: ++done, total: scenes.length });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, drawWaiting));

  for (const split of ["train", "val", "test"] as const)
    await writeFile(path.join(folder, "annotations", `captions_${split}.json`), JSON.stringify(annotationsOf(scenes, split, seed)));
  const file: SceneFile = { format: 1, seed, width: SCENE_SIZE, height: SCENE_SIZE, scenes };
  await writeFile(path.join(folder, "scenes.json"), JSON.stringify(file));
  return { pictures: scenes.length, captions: scenes.length * CAPTIONS_PER_SCENE };
}

async function writePicture(folder: string, scene: Scene, seed: number): Promise<void> {
  const raw = { width: SCENE_SIZE, height: SCENE_SIZE, channels: 3 } as const;
  const pixels = drawScene(scene.objects, SCENE_SIZE, `${seed}/${scene.split}/${scene.fileName}`);
  const jpeg = await sharp(pixels, { raw }).jpeg({ quality: JPEG_QUALITY, chromaSubsampling: "4:4:4" }).toBuffer();
  await writeFile(path.join(folder, scene.split, scene.fileName), jpeg);
}

/** What COCO calls a captions file. */
function annotationsOf(scenes: readonly Scene[], split: Scene["split"], seed: number): unknown {
  const ours = scenes.filter((scene) => scene.split === split);
  return {
    info: { description: "Capstan demo scenes: drawn shapes with captions that are true by construction", version: "1" },
    licenses: [{ id: 1, name: "CC0 1.0", url: "https://creativecommons.org/publicdomain/zero/1.0/" }],
    images: ours.map(({ fileName }, i) => ({ id: i + 1, file_name: fileName, width: SCENE_SIZE, height: SCENE_SIZE, license: 1 })),
    annotations: ours.flatMap((scene, i) =>
      describeScene(scene.objects, randomOf("captions", seed, split, scene.fileName)).map((caption, c) => ({
        id: i * CAPTIONS_PER_SCENE + c + 1,
        image_id: i + 1,
        caption,
      })),
    ),
  };
}
