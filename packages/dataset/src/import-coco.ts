/** @file A COCO captions dataset to an immutable version: checked pictures in shards (or linked), a manifest and a report. */
import { createHash } from "node:crypto";
import { AppError } from "@capstan/run/error-code";
import { newId } from "@capstan/run/id";
import type { ObjectStore } from "@capstan/storage/object-store";
import { assignSplits, limitPictures, type AssignedPicture } from "./assign-splits.ts";
import { PICTURE_BYTES_MAX, type CaptionSource } from "./caption-source.ts";
import { checkPicture, type PictureHeader } from "./decode-picture.ts";
import { CAPTION_WORDS_MAX, ReportBuilder, type ImportReport } from "./import-report.ts";
import { inOrder } from "./in-order.ts";
import { contentHashOf, formatManifest, NOT_IN_A_SHARD, type DatasetManifest, type ManifestPicture } from "./manifest.ts";
import { readAnnotations } from "./read-annotations.ts";
import { readVocabulary } from "./read-vocabulary.ts";
import { ShardWriter } from "./shard-writer.ts";

export interface ImportProgress {
  readonly phase: "captions" | "pictures" | "manifest";
  readonly done: number;
  /** 0 while it is not known. */
  readonly total: number;
}

export interface ImportOptions {
  readonly source: CaptionSource;
  readonly store: ObjectStore;
  /** Of every key that is written: `<prefix>/manifest.json` and `<prefix>/shards/00000.tar`. Nothing else may live there. */
  readonly prefix: string;
  /** Pictures at most; the splits keep their proportions. */
  readonly limit?: number;
  /** Leaves the pictures where they are: the manifest names the folder, and there are no shards. Folders only. */
  readonly link?: boolean;
  readonly onProgress?: (progress: ImportProgress) => void;
  readonly signal?: AbortSignal;
}

/** Pictures that are read and checked at once: their bytes are in memory. */
const AT_ONCE = 4;

/**
 * Imports all that is sound and reports the rest. Either the whole version is in the store in the end, or nothing: on any error,
 * and when `signal` aborts, what was written is deleted and the error goes on.
 * @throws {AppError} DATASET_INVALID when the source is refused, or holds no picture to train on.
 */
export async function importCoco(options: ImportOptions): Promise<{ manifest: DatasetManifest; report: ImportReport }> {
  const { source, store, prefix, link = false, onProgress, signal } = options;
  if (link && source.linkableRoot === null)
    throw new AppError("INVALID_INPUT", "Only a folder can be linked. Import the zip, or unpack it first.", { path: ["link"] });
  const shards = new ShardWriter(store, prefix);
  try {
    onProgress?.({ phase: "captions", done: 0, total: 0 });
    const report = new ReportBuilder();
    const files = await source.list(signal);
    const vocabulary = await readVocabulary(source, files);
    const listed = await readAnnotations(source, files, signal);
    const usable = withoutFaults(limitPictures(assignSplits(listed), options.limit), report);
    const pictures = await importPictures(usable, report, link ? null : shards, options);
    const finished = report.finish(pictures);
    if (finished.bySplit.train === 0) throw nothingToTrainOn(finished);

    onProgress?.({ phase: "manifest", done: 0, total: 1 });
    const manifest: DatasetManifest = {
      format: 1,
      contentHash: contentHashOf(pictures, vocabulary),
      ...(link && source.linkableRoot !== null ? { linked: { root: source.linkableRoot } } : {}),
      ...(vocabulary === undefined ? {} : { vocabulary }),
      shards: await shards.finish(),
      pictures,
    };
    signal?.throwIfAborted();
    await store.put(`${prefix}/manifest.json`, Buffer.from(formatManifest(manifest)));
    onProgress?.({ phase: "manifest", done: 1, total: 1 });
    return { manifest, report: finished };
  } catch (error) {
    await shards.discard();
    throw error;
  }
}

type UsablePicture = AssignedPicture & { readonly path: string };

/** Without the pictures that are not there or have no captions. */
function withoutFaults(pictures: readonly AssignedPicture[], report: ReportBuilder): UsablePicture[] {
  return pictures.filter((picture): picture is UsablePicture => {
    if (picture.path === null) report.add("missing", picture.name);
    else if (picture.captions.length === 0) report.add("captionless", picture.path);
    else {
      const longest = Math.max(...picture.captions.map((caption) => caption.split(" ").length));
      if (longest > CAPTION_WORDS_MAX) report.add("overLong", `${picture.path}: ${longest} words`);
      return true;
    }
    return false;
  });
}

async function importPictures(
  usable: readonly UsablePicture[],
  report: ReportBuilder,
  shards: ShardWriter | null,
  { source, onProgress, signal }: ImportOptions,
): Promise<ManifestPicture[]> {
  const pictures: ManifestPicture[] = [];
  const seen = new Map<string, string>();
  let done = 0;
  for await (const { picture, ...checked } of inOrder(usable, AT_ONCE, (one) => checkOne(source, one, signal))) {
    onProgress?.({ phase: "pictures", done: ++done, total: usable.length });
    if ("reason" in checked) {
      report.add("undecodable", `${picture.path}: ${checked.reason}`);
      continue;
    }
    const { bytes, header, sha256 } = checked;
    const earlier = seen.get(sha256);
    if (earlier !== undefined) {
      report.add("duplicates", `${picture.path}: same as ${earlier}`);
      continue;
    }
    seen.set(sha256, picture.path);
    const id = newId("picture");
    const place = shards ? await shards.add(`${id}.${header.format}`, bytes) : { shard: NOT_IN_A_SHARD, offset: 0 };
    const { path: fileName, split, captions } = picture;
    pictures.push({
      id,
      fileName,
      split,
      sha256,
      width: header.width,
      height: header.height,
      sizeBytes: bytes.byteLength,
      captions: [...captions],
      ...place,
    });
  }
  return pictures;
}

type Checked = { readonly picture: UsablePicture } & (
  { readonly bytes: Buffer; readonly header: PictureHeader; readonly sha256: string } | { readonly reason: string }
);

async function checkOne(source: CaptionSource, picture: UsablePicture, signal?: AbortSignal): Promise<Checked> {
  signal?.throwIfAborted();
  const bytes = await source.read(picture.path, PICTURE_BYTES_MAX);
  try {
    return { picture, bytes, header: await checkPicture(bytes), sha256: createHash("sha256").update(bytes).digest("hex") };
  } catch (error) {
    if (error instanceof AppError) return { picture, reason: error.message };
    throw error;
  }
}

function nothingToTrainOn({ missing, undecodable, captionless }: ImportReport): AppError {
  const found = `${missing.count} are missing, ${undecodable.count} cannot be read, ${captionless.count} have no captions`;
  const [first] = [missing, undecodable, captionless].flatMap((finding) => finding.examples);
  const why = first === undefined ? "no captions_train*.json lists one" : `${found}. First: ${first}`;
  return new AppError("DATASET_INVALID", `The dataset holds no picture to train on: ${why}.`);
}
