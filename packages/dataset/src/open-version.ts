/** @file A dataset version whose bytes are on this machine: shards that were fetched, or a linked folder. */
import { createHash } from "node:crypto";
import { open, readFile, type FileHandle } from "node:fs/promises";
import path from "node:path";
import { AppError } from "@capstan/run/error-code";
import type { DatasetManifest, ManifestPicture } from "./manifest.ts";

export interface OpenVersion {
  readonly manifest: DatasetManifest;
  /** Where another thread finds the same bytes; absent where only `read` knows. */
  readonly place?: VersionPlace;
  /**
   * The picture's file as it was imported.
   * @throws {AppError} DATASET_INVALID when the file is gone, cut short or changed since.
   */
  read(picture: ManifestPicture): Promise<Buffer>;
  close(): Promise<void>;
}

/** Where the bytes are: a folder with all of `manifest.shards`, whose hashes were checked, or the linked folder's root. */
export type VersionPlace = { readonly shardsDir: string } | { readonly linkedRoot: string };

/** Opens nothing until the first read. Close it at the end. */
export function openVersion(version: { readonly manifest: DatasetManifest } & VersionPlace): OpenVersion {
  return "linkedRoot" in version ? openLinked(version.manifest, version.linkedRoot) : openShards(version.manifest, version.shardsDir);
}

function openLinked(manifest: DatasetManifest, root: string): OpenVersion {
  return {
    manifest,
    place: { linkedRoot: root },
    close: () => Promise.resolve(),
    read: async (picture) => {
      const bytes = await readFile(path.join(root, picture.fileName)).catch((cause: unknown) => {
        throw changed(picture, "cannot be read any more", cause);
      });
      if (createHash("sha256").update(bytes).digest("hex") !== picture.sha256) throw changed(picture, "has changed since the import");
      return bytes;
    },
  };
}

function openShards(manifest: DatasetManifest, shardsDir: string): OpenVersion {
  const handles = new Map<number, Promise<FileHandle>>();
  const handleOf = (shard: number): Promise<FileHandle> => {
    const known = handles.get(shard);
    if (known) return known;
    const name = manifest.shards[shard]?.name ?? "";
    const opened = open(path.join(shardsDir, name), "r");
    handles.set(shard, opened);
    return opened;
  };
  return {
    manifest,
    place: { shardsDir },
    close: async () => {
      const opened = await Promise.allSettled(handles.values());
      handles.clear();
      for (const handle of opened) if (handle.status === "fulfilled") await handle.value.close();
    },
    read: async (picture) => {
      const handle = await handleOf(picture.shard).catch((cause: unknown) => {
        handles.delete(picture.shard);
        throw changed(picture, "cannot be read: its shard is missing", cause);
      });
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(picture.sizeBytes), 0, picture.sizeBytes, picture.offset);
      if (bytesRead !== picture.sizeBytes) throw changed(picture, "cannot be read: its shard is cut short");
      return buffer;
    },
  };
}

const changed = (picture: ManifestPicture, what: string, cause?: unknown): AppError =>
  new AppError("DATASET_INVALID", `The picture ${picture.fileName} ${what}. Import the dataset again.`, { cause });
