/**
 * @file Real photos all the way: takes a few of a COCO folder, imports them, overfits the small captioner on them on purpose, and
 * counts how many captions equal one of the picture's references. A model that cannot learn sixteen photos by heart is broken.
 *
 *   node test/bench/photos.ts [--coco DIR] [--photos 16] [--engine auto|native|tensorflow|wasm] [--epochs N]
 *
 * Without --coco it looks for ../shared/data/coco-mini beside the repository; without that it says so and ends.
 */
import { existsSync } from "node:fs";
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { loadCaptioner } from "@capstan/captioner/load-captioner";
import { decodePicture } from "@capstan/dataset/decode-picture";
import { folderSource } from "@capstan/dataset/folder-source";
import { importCoco } from "@capstan/dataset/import-coco";
import { openVersion } from "@capstan/dataset/open-version";
import { prepareEngine } from "@capstan/engine/prepare-engine";
import { DiskStore } from "@capstan/storage/disk-store";
import { train } from "@capstan/trainer/train";
import type { TrainerEvent } from "@capstan/trainer/trainer-event";
import { resolveConfig } from "@capstan/training-config/config";

interface CocoCaptions {
  readonly images: readonly { readonly id: number; readonly file_name: string }[];
  readonly annotations: readonly { readonly image_id: number; readonly caption: string }[];
}

const ROOT = path.resolve(import.meta.dirname, "../..");
const { values: args } = parseArgs({
  options: {
    coco: { type: "string", default: path.resolve(ROOT, "../shared/data/coco-mini") },
    photos: { type: "string", default: "16" },
    engine: { type: "string", default: "auto" },
    epochs: { type: "string", default: "110" },
  },
});
const plain = (caption: string): string =>
  caption
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, " ")
    .trim();

/** Copies the first `count` pictures as a COCO folder. */
async function takePhotos(coco: string, folder: string, count: number): Promise<void> {
  const all = JSON.parse(await readFile(path.join(coco, "annotations/captions_train2017.json"), "utf8")) as CocoCaptions;
  const images = all.images.slice(0, count);
  const ids = new Set(images.map(({ id }) => id));
  const annotations = all.annotations.filter(({ image_id: id }) => ids.has(id));
  await mkdir(path.join(folder, "annotations"), { recursive: true });
  await mkdir(path.join(folder, "train"), { recursive: true });
  await writeFile(path.join(folder, "annotations/captions_train.json"), JSON.stringify({ images, annotations }));
  for (const { file_name: name } of images) await copyFile(path.join(coco, "train2017", name), path.join(folder, "train", name));
}

async function main(coco: string, work: string): Promise<void> {
  const data = path.join(work, "data");
  // Two more than are learned: the importer sets one aside for validation and one for test.
  await takePhotos(coco, data, Number(args.photos) + 2);
  const store = new DiskStore({
    root: path.join(work, "objects"),
    baseUrl: "http://127.0.0.1",
    secret: "not a secret: nothing is served here",
  });
  const { manifest, report } = await importCoco({ source: await folderSource(data), store, prefix: "photos" });
  console.log(`imported ${report.pictures} photos with ${report.captions} captions`);

  const engine = await prepareEngine({ choice: args.engine as "auto" });
  const config = resolveConfig("demo", {
    "picture.size": 96,
    "text.vocabularySize": 600,
    "text.captionsPerPicture": 1,
    "optimizer.batchSize": 8,
    "schedule.epochs": Number(args.epochs),
    "schedule.warmupSteps": 20,
    "checkpoint.everySteps": 0,
    "checkpoint.everyEpochs": 0,
    "checkpoint.samples": 0,
  });
  const shardsDir = path.join(work, "shards");
  await mkdir(shardsDir);
  for (const { name } of manifest.shards) await writeFile(path.join(shardsDir, name), await store.get(`photos/shards/${name}`));
  const version = openVersion({ manifest, shardsDir });
  const began = performance.now();
  let checkpoint = "";
  const emit = (event: TrainerEvent): void => {
    if (event.type === "started") console.log(`${event.totalSteps} steps on ${event.engine.name} (${event.engine.device})`);
    if (event.type === "epoch" && event.epoch % 25 === 24) console.log(`epoch ${event.epoch}: loss ${event.trainLoss?.toFixed(4)}`);
    if (event.type === "checkpoint") checkpoint = event.folder;
    if (event.type === "failed") throw new Error(`${event.code}: ${event.message} ${event.advice}`);
  };
  await train({
    config,
    version,
    folder: path.join(work, "run"),
    engine,
    emit,
    requested: () => null,
    signal: new AbortController().signal,
  });
  console.log(`trained in ${((performance.now() - began) / 1000).toFixed(1)} s`);

  const captioner = await loadCaptioner(checkpoint);
  const learned = manifest.pictures.filter(({ split }) => split === "train");
  let equal = 0;
  for (const picture of learned) {
    const decoded = await decodePicture(await version.read(picture), captioner.pictureSize);
    const { candidates } = await captioner.caption(decoded, { strategy: "BEAM", beamWidth: 3, candidates: 1, attention: false });
    const { text } = candidates[0]!;
    const isEqual = picture.captions.map(plain).includes(plain(text));
    if (isEqual) equal++;
    console.log(`${isEqual ? "=" : "x"} ${picture.fileName}: ${text}`);
  }
  console.log(`${equal} of ${learned.length} captions equal a reference`);
  captioner.dispose();
  await version.close();
}

if (existsSync(args.coco)) {
  const work = await mkdtemp(path.join(os.tmpdir(), "capstan-photos-bench-"));
  try {
    await main(args.coco, work);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
} else {
  console.log(`Skipped: there is no COCO folder at ${args.coco}. Name one with --coco.`);
}
