/** @file An object store in a temporary folder, for one test. */
import { mkdtemp, readdir, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { DiskStore } from "@capstan/storage/disk-store";

export interface TestStore {
  readonly folder: string;
  readonly store: DiskStore;
  /** Every finished or half-written file, by path. */
  files(): Promise<string[]>;
  [Symbol.asyncDispose](): Promise<void>;
}

export async function openTestStore(): Promise<TestStore> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "capstan-dataset-"));
  const store = new DiskStore({ root: path.join(folder, "store"), baseUrl: "http://localhost", secret: "s".repeat(32) });
  return {
    folder,
    store,
    files: async () => {
      const entries = await readdir(path.join(folder, "store"), { recursive: true, withFileTypes: true }).catch(() => []);
      return entries.filter((entry) => entry.isFile()).map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)));
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}
