/** @file What a process that imports weights is asked, and answers. */
import type { WrittenFile } from "@capstan/captioner/weights/import/imported-files";
import type { Overrides } from "@capstan/training-config/config";
import type { ObjectSettings } from "../open-store.ts";

export interface ImportOrder {
  readonly objects: ObjectSettings;
  /** Of the uploaded file. */
  readonly key: string;
  /** Where the checkpoint's files go. */
  readonly prefix: string;
  readonly vocabulary?: string | undefined;
  readonly withoutWords: boolean;
  readonly preset?: string | undefined;
  readonly overrides: Overrides;
}

export interface ImportedCheckpoint {
  /** For people: what the file was. */
  readonly title: string;
  readonly remarks: readonly string[];
  readonly files: readonly (WrittenFile & { readonly key: string })[];
}

/** Every name that an import may write. */
export const IMPORTED_NAMES = ["weights.safetensors", "config.json", "vocab.txt", "import.json", "manifest.json"];
