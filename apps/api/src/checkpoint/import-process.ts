/** @file The program that imports one file of weights: what it reads is hostile until it was checked, and it knows no secret but the store's. */
import { Readable } from "node:stream";
import { type ImportedFile, importedFiles, importedManifest } from "@capstan/captioner/weights/import/imported-files";
import { planImport, refuseDifferences } from "@capstan/captioner/weights/import/plan-import";
import { openWeightFile } from "@capstan/captioner/weights/weight-file";
import { openStore } from "../open-store.ts";
import { serveOrder } from "../process/serve-order.ts";
import { IMPORTED_NAMES, type ImportedCheckpoint, type ImportOrder } from "./import-order.ts";
import { openStored } from "./stored-bytes.ts";

serveOrder<ImportOrder, never, ImportedCheckpoint>(async ({ objects, key, prefix, ...choices }) => {
  const store = await openStore(objects, "http://localhost");
  const source = await openStored(store, key);
  const files: ImportedCheckpoint["files"][number][] = [];
  const write = async ({ name, pieces }: ImportedFile): Promise<void> => {
    if (!IMPORTED_NAMES.includes(name)) throw new Error(`Nobody would delete ${name}.`);
    const to = `${prefix}/${name}`;
    files.push({ name, key: to, ...(await store.put(to, Readable.from(pieces(), { objectMode: false }))) });
  };
  try {
    const file = await openWeightFile(source);
    const plan = planImport(file, choices);
    refuseDifferences(plan);
    for (const one of importedFiles(file, plan)) await write(one);
    await write(importedManifest(files.map(({ name, sizeBytes, sha256 }) => ({ name, sizeBytes, sha256 }))));
    return { title: plan.title, remarks: plan.remarks, files };
  } finally {
    await source.close();
  }
});
