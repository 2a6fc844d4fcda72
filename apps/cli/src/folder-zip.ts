/** @file A dataset's folder as one zip, made while it is sent: nothing is written to disk. Pictures are stored, not squeezed. */
import { createHash } from "node:crypto";
import { readdir, stat } from "node:fs/promises";
import path from "node:path";
import { ZipFile } from "yazl";
import { CliError } from "./cli-error.ts";

export interface Source {
  readonly fileName: string;
  readonly sizeBytes: number;
  /** The same bytes give the same key: an interrupted upload is found again by it. */
  readonly key: string;
  /** Bytes from the start, in any number of chunks. */
  read(): AsyncIterable<Uint8Array>;
}

const WANTED = /\.(json|jpe?g|png|webp)$/i;

/** What an import reads of `folder`, as paths below it, always in the same order. */
async function listFiles(folder: string): Promise<{ name: string; sizeBytes: number; mtimeMs: number }[]> {
  const names = (await readdir(folder, { recursive: true }))
    .map((name) => name.split(path.sep).join("/"))
    .filter((name) => WANTED.test(name) && !/(^|\/)\./.test(name));
  const files = [];
  for (const name of names.toSorted()) {
    const found = await stat(path.join(folder, name));
    if (found.isFile()) files.push({ name, sizeBytes: found.size, mtimeMs: found.mtimeMs });
  }
  return files;
}

/** @throws {CliError} when the folder holds no captions or no pictures. */
export async function zipFolder(folder: string): Promise<Source> {
  const files = await listFiles(folder);
  if (!files.some(({ name }) => name.endsWith(".json")))
    throw new CliError(
      `${folder} holds no captions file. It should hold a captions_*.json in COCO's format and the folders with its pictures.`,
    );
  if (!files.some(({ name }) => !name.endsWith(".json"))) throw new CliError(`${folder} holds no pictures (JPEG, PNG or WebP).`);
  const open = () => {
    const zip = new ZipFile();
    for (const { name, mtimeMs } of files) zip.addFile(path.join(folder, name), name, { compress: false, mtime: new Date(mtimeMs) });
    // The types leave out what the library documents: the callback is given the size, as nothing is compressed. The end record
    // is always the 64-bit one: the library's forecast assumes it for a directory of 64 KiB already, its writer only later.
    const size = new Promise<number>((resolve) => zip.end({ forceZip64Format: true, comment: "" }, resolve as () => void));
    return { zip, size };
  };
  const sizeBytes = await open().size;
  const key = createHash("sha256")
    .update(JSON.stringify([path.resolve(folder), files]))
    .digest("hex");
  return {
    fileName: `${path.basename(path.resolve(folder))}.zip`,
    sizeBytes,
    key,
    read: () => open().zip.outputStream as unknown as AsyncIterable<Uint8Array>,
  };
}
