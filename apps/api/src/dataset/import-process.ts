/** @file The program that runs one import: what it reads is hostile until it was checked, and the API must not wait for it. */
import { createHash } from "node:crypto";
import { folderSource } from "@capstan/dataset/folder-source";
import { importCoco, type ImportProgress } from "@capstan/dataset/import-coco";
import { formatManifest, type DatasetManifest, type ManifestPicture } from "@capstan/dataset/manifest";
import { zipSource } from "@capstan/dataset/zip-source";
import type { NewPicture } from "@capstan/prisma/queries/insert-pictures";
import { AppError } from "@capstan/run/error-code";
import { openStore } from "../open-store.ts";
import type { FromImport, ImportedVersion, ImportOrder, ToImport } from "./import-messages.ts";

/** Rows that are written in one statement. */
const PICTURES_AT_ONCE = 2_000;
const PROGRESS_EVERY_MS = 100;
const SPLITS = { train: "TRAIN", val: "VAL", test: "TEST" } as const;

const abort = new AbortController();
let isOrdered = false;
/** Called when the API has taken the pictures that were sent last. */
let taken: () => void = () => {};

const send = (message: FromImport): Promise<void> =>
  new Promise((resolve, reject) => process.send!(message, undefined, undefined, (error) => (error ? reject(error) : resolve())));

// The API ends an import by saying so, or by dying.
process.on("SIGINT", () => {});
process.on("SIGTERM", () => {});
process.on("disconnect", () => process.exit(0));
process.on("message", (message: ToImport) => {
  if (message.type === "order") {
    isOrdered = true;
    void run(message).finally(() => process.disconnect());
  } else if (message.type === "taken") taken();
  else if (isOrdered) abort.abort();
  else process.disconnect();
});

async function run(order: ImportOrder): Promise<void> {
  try {
    const { manifest, version } = await importAll(order);
    for (let at = 0; at < manifest.pictures.length; at += PICTURES_AT_ONCE) {
      const isTaken = new Promise<void>((resolve) => (taken = resolve));
      await send({ type: "pictures", pictures: manifest.pictures.slice(at, at + PICTURES_AT_ONCE).map(rowOf) });
      await isTaken;
    }
    await send({ type: "done", version });
  } catch (error) {
    await send({ type: "failed", ...explain(error) });
  }
}

function explain(error: unknown): { isForPeople: boolean; message: string } {
  if (error instanceof AppError) return { isForPeople: true, message: error.message };
  if ((error as NodeJS.ErrnoException).code === "ENOSPC")
    return { isForPeople: true, message: "The server has no room left for the pictures. Make room, or link a folder instead, and import again." };
  return { isForPeople: false, message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}

async function importAll({ objects, prefix, from, limit }: ImportOrder): Promise<{ manifest: DatasetManifest; version: ImportedVersion }> {
  const store = await openStore(objects, "http://localhost");
  const source = "key" in from ? await zipSource({ store, key: from.key }) : await folderSource(from.folder);
  try {
    const { manifest, report } = await importCoco({
      source,
      store,
      prefix,
      link: "folder" in from,
      limit: limit ?? undefined,
      signal: abort.signal,
      onProgress: reportProgress(),
    });
    return { manifest, version: { ...summaryOf(manifest, prefix), report } };
  } finally {
    await source.close();
  }
}

/** Tells the API now and then, and of each new phase at once: there may be thousands of pictures a second. */
function reportProgress(): (progress: ImportProgress) => void {
  let last = { phase: "", at: 0 };
  return (progress) => {
    const now = Date.now();
    if (progress.phase === last.phase && progress.done < progress.total && now - last.at < PROGRESS_EVERY_MS) return;
    last = { phase: progress.phase, at: now };
    void send({ type: "progress", progress });
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

const rowOf = ({ split, captions, ...picture }: ManifestPicture): NewPicture => ({ ...picture, split: SPLITS[split], references: captions });
