/** @file What an import's process and the API say to each other. */
import type { ImportProgress } from "@capstan/dataset/import-coco";
import type { ImportReport } from "@capstan/dataset/import-report";
import type { NewPicture } from "@capstan/prisma/queries/insert-pictures";
import type { ObjectSettings } from "../open-store.ts";

export interface ImportOrder {
  readonly type: "order";
  readonly objects: ObjectSettings;
  /** Where the version's objects go. */
  readonly prefix: string;
  /** The key of an uploaded zip, or a folder to link. */
  readonly from: { readonly key: string } | { readonly folder: string };
  readonly limit: number | null;
}
/** `taken`: the pictures that came last are written; the next ones may come. */
export type ToImport = ImportOrder | { readonly type: "taken" } | { readonly type: "abort" };

export interface ImportedVersion {
  readonly report: ImportReport;
  readonly contentHash: string;
  /** Manifest first, then shards. */
  readonly files: readonly { readonly name: string; readonly key: string; readonly sizeBytes: number; readonly sha256: string }[];
  readonly picturesBytes: number;
  readonly linkedRoot: string | null;
}
export type FromImport =
  | { readonly type: "progress"; readonly progress: ImportProgress }
  | { readonly type: "pictures"; readonly pictures: readonly NewPicture[] }
  | { readonly type: "done"; readonly version: ImportedVersion }
  /** What went wrong: in words for people, or, when it is a fault of ours, for the log. */
  | { readonly type: "failed"; readonly isForPeople: boolean; readonly message: string };
