/** @file An evaluation on this machine: a checkpoint's folder and a folder of pictures, and no platform. */
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { loadCaptioner } from "@capstan/captioner/load-captioner";
import { folderSource } from "@capstan/dataset/folder-source";
import { importCoco } from "@capstan/dataset/import-coco";
import type { Split } from "@capstan/dataset/manifest";
import { openVersion } from "@capstan/dataset/open-version";
import { prepareEngine } from "@capstan/engine/prepare-engine";
import { AppError } from "@capstan/run/error-code";
import { DiskStore } from "@capstan/storage/disk-store";
import { type CaptionedPicture, captionPictures, scoreCaptioned } from "@capstan/trainer/evaluate-captions";
import { CliError } from "../cli-error.ts";
import { createProgress } from "../progress.ts";
import type { Results } from "./results.ts";

export interface HereOptions {
  /** A checkpoint's folder. */
  readonly checkpoint: string;
  /** A folder as `capstan dataset import` takes it. */
  readonly pictures: string;
  readonly split: Split;
  /** 1 is greedy. */
  readonly beamWidth: number;
  /** The first so many pictures of the split. */
  readonly limit: number | undefined;
}

/** @throws {CliError} in words for people. */
export async function evaluateHere(options: HereOptions): Promise<Results> {
  const work = await mkdtemp(path.join(os.tmpdir(), "capstan-evaluate-"));
  try {
    return await evaluate(options, work);
  } catch (error) {
    throw error instanceof AppError ? new CliError(error.message) : error;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function evaluate({ checkpoint, pictures: folder, split, beamWidth, limit }: HereOptions, work: string): Promise<Results> {
  const store = new DiskStore({
    root: path.join(work, "objects"),
    baseUrl: "http://127.0.0.1",
    secret: "not a secret: nothing is served here",
  });
  const progress = createProgress();
  const captioned: CaptionedPicture[] = [];
  let skipped = 0;
  try {
    const { manifest } = await importCoco({
      source: await folderSource(folder),
      store,
      prefix: "pictures",
      link: true,
      onProgress: ({ done, total }) => progress.update(done, total, "reading the dataset"),
    });
    const pictures = manifest.pictures.filter((picture) => picture.split === split).slice(0, limit);
    if (pictures.length === 0) throw new CliError(`${folder} has no pictures in its ${split} split. Choose another with --split.`);
    await prepareEngine();
    const captioner = await loadCaptioner(checkpoint);
    const version = openVersion({ manifest, linkedRoot: path.resolve(folder) });
    const decoding = { strategy: beamWidth > 1 ? "BEAM" : "GREEDY", beamWidth, candidates: 1, attention: false } as const;
    const began = performance.now();
    for await (const batch of captionPictures({ captioner, pictures, read: version.read, decoding })) {
      captioned.push(...batch.captioned);
      skipped += batch.skipped.length;
      for (const { fileName, reason } of batch.skipped) progress.line(`Skipped ${fileName}: ${reason}`);
      const done = captioned.length + skipped;
      const rate = done / ((performance.now() - began) / 1000);
      progress.update(done, pictures.length, `${done} of ${pictures.length} pictures, ${rate.toFixed(1)} a second`);
    }
    captioner.dispose();
    await version.close();
  } finally {
    progress.end();
  }
  const { scores, intervals, pictures } = scoreCaptioned(captioned);
  return {
    scores: Object.entries(scores).map(([name, value]) => ({
      name,
      value,
      low: intervals[name]?.low ?? null,
      high: intervals[name]?.high ?? null,
    })),
    pictures: pictures.map((picture) => ({ ...picture, scores: { ...picture.scores } })),
    skipped,
  };
}
