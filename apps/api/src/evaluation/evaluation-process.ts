/** @file The program that works on one evaluation: pictures and weights stay out of the API's own process. */
import { createHash } from "node:crypto";
import { buffer } from "node:stream/consumers";
import { loadCaptioner } from "@capstan/captioner/load-captioner";
import { type DatasetManifest, type ManifestPicture, parseManifest } from "@capstan/dataset/manifest";
import { openVersion } from "@capstan/dataset/open-version";
import { prepareEngine } from "@capstan/engine/prepare-engine";
import { AppError } from "@capstan/run/error-code";
import { ObjectMissing, type ObjectStore } from "@capstan/storage/object-store";
import { type CaptionedPicture, captionPictures, scoreCaptioned } from "@capstan/trainer/evaluate-captions";
import { openStore } from "../open-store.ts";
import { type Parent, serveOrder } from "../process/serve-order.ts";
import type { EvaluationOrder, EvaluationOutcome, EvaluationProgress } from "./evaluation-messages.ts";
import { isSkipped, type PictureOutcome, discardParts, readParts, writePart } from "./saved-parts.ts";

/** Captions that a process which dies may lose. */
const PART_PICTURES = 256;
const PROGRESS_EVERY_MS = 250;

serveOrder<EvaluationOrder, EvaluationProgress, EvaluationOutcome>(evaluate);

async function evaluate(order: EvaluationOrder, { tell, signal }: Parent<EvaluationProgress>): Promise<EvaluationOutcome> {
  const { split, limit, decoding, partsPrefix, resultsKey } = order;
  const store = await openStore(order.objects, "http://localhost");
  const manifest = await readManifest(store, order.manifest);
  const pictures = manifest.pictures.filter((picture) => picture.split === split).slice(0, limit ?? undefined);
  const parts = await readParts(store, partsPrefix);
  const outcomes: PictureOutcome[] = parts.flat();
  const report = nowAndThen(pictures.length, tell);
  await report(outcomes.length);
  await prepareEngine({ threads: order.threads });
  const captioner = await loadCaptioner(order.checkpoint);
  const read = readerOf(store, order, manifest);
  let part = parts.length;
  let pending: PictureOutcome[] = [];
  const save = async (): Promise<void> => {
    outcomes.push(...(await writePart(store, partsPrefix, part, pending)));
    part++;
    pending = [];
  };
  for await (const { captioned, skipped } of captionPictures({
    captioner,
    pictures: pictures.slice(outcomes.length),
    read,
    decoding,
    signal,
  })) {
    pending.push(...captioned, ...skipped);
    await report(outcomes.length + pending.length);
    if (pending.length >= PART_PICTURES) await save();
  }
  if (pending.length > 0) await save();
  captioner.dispose();
  const captioned = outcomes.filter((outcome): outcome is CaptionedPicture => !isSkipped(outcome));
  const evaluated = scoreCaptioned(captioned);
  await store.put(resultsKey, Buffer.from(evaluated.pictures.map((picture) => `${JSON.stringify(picture)}\n`).join("")));
  await discardParts(store, partsPrefix, part);
  return {
    scores: { ...evaluated.scores },
    intervals: evaluated.intervals,
    captioned: captioned.length,
    skipped: outcomes.length - captioned.length,
  };
}

const hashOf = (bytes: Buffer): string => createHash("sha256").update(bytes).digest("hex");

async function readManifest(store: ObjectStore, { key, sha256 }: EvaluationOrder["manifest"]): Promise<DatasetManifest> {
  const bytes = await buffer(await store.get(key)).catch(gone);
  if (hashOf(bytes) !== sha256)
    throw new AppError("DATASET_INVALID", "The dataset's manifest is not what was imported. Import the dataset again.");
  return parseManifest(bytes.toString("utf8"));
}

/** Pictures by range from the store's shards, or from the linked folder. */
function readerOf(
  store: ObjectStore,
  { shardKeys, linkedRoot }: EvaluationOrder,
  manifest: DatasetManifest,
): (picture: ManifestPicture) => Promise<Uint8Array> {
  if (linkedRoot !== null) return openVersion({ manifest, linkedRoot }).read;
  return async ({ shard, offset, sizeBytes, sha256, fileName }) => {
    const bytes = await buffer(await store.get(shardKeys[shard] ?? "", { start: offset, end: offset + sizeBytes - 1 }).catch(gone));
    if (hashOf(bytes) !== sha256)
      throw new AppError("DATASET_INVALID", `The picture ${fileName} is not what was imported. Import the dataset again.`);
    return bytes;
  };
}

function gone(error: unknown): never {
  throw error instanceof ObjectMissing
    ? new AppError("DATASET_INVALID", "The dataset's files are gone. Import it again.", { cause: error })
    : error;
}

/** Tells now and then, and of the last picture at once. */
function nowAndThen(total: number, tell: (progress: EvaluationProgress) => Promise<void>): (done: number) => Promise<void> {
  let saidAtMs = Number.NEGATIVE_INFINITY;
  return async (done) => {
    const now = Date.now();
    if (done < total && now - saidAtMs < PROGRESS_EVERY_MS) return;
    saidAtMs = now;
    await tell({ done, total });
  };
}
