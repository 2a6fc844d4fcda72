/** @file A dataset in a folder of this machine. */
import { readdir, readFile, realpath, stat } from "node:fs/promises";
import path from "node:path";
import { AppError } from "@capstan/run/error-code";
import { FILES_MAX, type CaptionSource, type SourceFile } from "./caption-source.ts";
import { isSafePath } from "./manifest.ts";

/**
 * The files below `folder`. A symbolic link counts when it leads to a place inside the folder; others are passed over, so that
 * a folder cannot lend out what lies beside it.
 * @throws {AppError} DATASET_INVALID when there is no such folder.
 */
export async function folderSource(folder: string): Promise<CaptionSource> {
  const root = await realpath(folder).catch((cause: unknown) => {
    throw new AppError(
      "DATASET_INVALID",
      `There is no folder “${folder}” on this machine. Give the path of the folder that holds the pictures.`,
      { cause },
    );
  });
  if (!(await stat(root)).isDirectory())
    throw new AppError("DATASET_INVALID", `“${folder}” is a file. Give a folder, or import it as a zip.`);
  return {
    linkableRoot: root,
    close: () => Promise.resolve(),
    list: async (signal) => {
      const files: SourceFile[] = [];
      await collect(root, "", files, new Set([root]), signal);
      return files.toSorted((a, b) => (a.path < b.path ? -1 : 1));
    },
    read: async (file, bytesMax) => {
      const full = path.join(root, file);
      const { size } = await stat(full);
      if (size > bytesMax) throw new AppError("DATASET_INVALID", `${file} has ${size} bytes; at most ${bytesMax} are taken.`);
      return readFile(full);
    },
  };
}

/** `seen` ends the loops that links can make. */
async function collect(root: string, below: string, files: SourceFile[], seen: Set<string>, signal?: AbortSignal): Promise<void> {
  signal?.throwIfAborted();
  for (const entry of await readdir(path.join(root, below), { withFileTypes: true })) {
    const name = below === "" ? entry.name : `${below}/${entry.name}`;
    if (entry.name.startsWith(".") || !isSafePath(name)) continue;
    const full = path.join(root, name);
    if (entry.isSymbolicLink() && !(await leadsInside(root, full))) continue;
    const found = await stat(full);
    if (found.isDirectory()) {
      const real = await realpath(full);
      if (seen.has(real)) continue;
      seen.add(real);
      await collect(root, name, files, seen, signal);
    } else if (found.isFile()) {
      files.push({ path: name, sizeBytes: found.size });
      if (files.length > FILES_MAX)
        throw new AppError("DATASET_INVALID", `The folder holds more than ${FILES_MAX} files. Import a part of it.`);
    }
  }
}

async function leadsInside(root: string, link: string): Promise<boolean> {
  const target = await realpath(link).catch(() => null);
  return target !== null && target.startsWith(root + path.sep);
}
