/** @file What an evaluation's process is asked, tells and answers. */
import type { Decoding } from "@capstan/captioner/decoding";
import type { Split } from "@capstan/dataset/manifest";
import type { ObjectSettings } from "../open-store.ts";

export interface EvaluationOrder {
  readonly objects: ObjectSettings;
  /** A verified checkpoint on this machine's disk. */
  readonly checkpoint: string;
  /** Of the dataset version, in the object store. */
  readonly manifest: { readonly key: string; readonly sha256: string };
  /** By shard of the manifest. */
  readonly shardKeys: readonly string[];
  /** Where the pictures lie when they are linked. */
  readonly linkedRoot: string | null;
  readonly split: Split;
  readonly limit: number | null;
  readonly decoding: Decoding;
  /** Where what is done lies, part by part, for whoever goes on: `<parts>/00000.jsonl`. */
  readonly partsPrefix: string;
  /** Where all pictures are written in the end. */
  readonly resultsKey: string;
  readonly threads: number;
}

/** Pictures captioned or skipped so far, and all that are to be. */
export interface EvaluationProgress {
  readonly done: number;
  readonly total: number;
}

export interface EvaluationOutcome {
  readonly scores: Readonly<Record<string, number>>;
  readonly intervals: Readonly<Record<string, { readonly low: number; readonly high: number }>>;
  readonly captioned: number;
  readonly skipped: number;
}
