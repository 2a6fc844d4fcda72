/** @file What an import's process is asked, tells and answers. */
import type { ImportProgress } from "@capstan/dataset/import-coco";
import type { ImportReport } from "@capstan/dataset/import-report";
import type { NewPicture } from "@capstan/prisma/queries/insert-pictures";
import type { ObjectSettings } from "../open-store.ts";

export interface ImportOrder {
  readonly objects: ObjectSettings;
  /** Where the version's objects go. */
  readonly prefix: string;
  /** The key of an uploaded zip, or a folder to link. */
  readonly from: { readonly key: string } | { readonly folder: string };
  readonly limit: number | null;
}
export interface ImportedVersion {
  readonly report: ImportReport;
  readonly contentHash: string;
  /** Manifest first, then shards. */
  readonly files: readonly { readonly name: string; readonly key: string; readonly sizeBytes: number; readonly sha256: string }[];
  readonly picturesBytes: number;
  readonly linkedRoot: string | null;
}
/** Pictures come when those before them are written. */
export type ImportEvent = { readonly progress: ImportProgress } | { readonly pictures: readonly NewPicture[] };
