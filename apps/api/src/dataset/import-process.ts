/** @file The program that runs one import: what it reads is hostile until it was checked, and the API must not wait for it. */
import { createHash } from "node:crypto";
import { folderSource } from "@capstan/dataset/folder-source";
import { importCoco, type ImportProgress } from "@capstan/dataset/import-coco";
import { formatManifest, type DatasetManifest, type ManifestPicture } from "@capstan/dataset/manifest";
import { zipSource } from "@capstan/dataset/zip-source";
import type { NewPicture } from "@capstan/prisma/queries/insert-pictures";
import { AppError } from "@capstan/run/error-code";
import { openStore } from "../open-store.ts";
import { serveOrder } from "../process/serve-order.ts";
import type { ImportedVersion, ImportEvent, ImportOrder } from "./import-messages.ts";

/** Rows that are written in one statement. */
const PICTURES_AT_ONCE = 2_000;
const PROGRESS_EVERY_MS = 100;
const SPLITS = { train: "TRAIN", val: "VAL", test: "TEST" } as const;

serveOrder<ImportOrder, ImportEvent, ImportedVersion>(async (order, { tell, say, signal }) => {
  const { manifest, version } = await importAll(order, signal, (progress) => say({ progress })).catch(explained);
  for (let at = 0; at < manifest.pictures.length; at += PICTURES_AT_ONCE)
    await tell({ pictures: manifest.pictures.slice(at, at + PICTURES_AT_ONCE).map(rowOf) });
  return version;
});

function explained(error: unknown): never {
  if ((error as NodeJS.ErrnoException).code !== "ENOSPC") throw error;
  throw new AppError(
    "QUOTA_EXCEEDED",
    "The server has no room left for the pictures. Make room, or link a folder instead, and import again.",
    { cause: error },
  );
}

async function importAll(
  { objects, prefix, from, limit }: ImportOrder,
  signal: AbortSignal,
  onProgress: (progress: ImportProgress) => void,
): Promise<{ manifest: DatasetManifest; version: ImportedVersion }> {
  const store = await openStore(objects, "http://localhost");
  const source = "key" in from ? await zipSource({ store, key: from.key }) : await folderSource(from.folder);
  try {
    const { manifest, report } = await importCoco({
      source,
      store,
      prefix,
      link: "folder" in from,
      limit: limit ?? undefined,
      signal,
      onProgress: nowAndThen(onProgress),
    });
    return { manifest, version: { ...summaryOf(manifest, prefix), report } };
  } finally {
    await source.close();
  }
}

/** Tells now and then, and of each new phase at once: there may be thousands of pictures a second. */
function nowAndThen(tell: (progress: ImportProgress) => void): (progress: ImportProgress) => void {
  let last = { phase: "", at: 0 };
  return (progress) => {
    const now = Date.now();
    if (progress.phase === last.phase && progress.done < progress.total && now - last.at < PROGRESS_EVERY_MS) return;
    last = { phase: progress.phase, at: now };
    tell(progress);
  };
}

function summaryOf(manifest: DatasetManifest, prefix: string): Omit<ImportedVersion, "report"> {
  const text = Buffer.from(formatManifest(manifest));
  const name = "manifest.json";
  const file = { name, key: `${prefix}/${name}`, sizeBytes: text.byteLength, sha256: createHash("sha256").update(text).digest("hex") };
  return {
    contentHash: manifest.contentHash,
    files: [file, ...manifest.shards.map((shard) => ({ ...shard, key: `${prefix}/shards/${shard.name}` }))],
    picturesBytes: manifest.pictures.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    linkedRoot: manifest.linked?.root ?? null,
  };
}

const rowOf = ({ split, captions, ...picture }: ManifestPicture): NewPicture => ({
  ...picture,
  split: SPLITS[split],
  references: captions,
});
