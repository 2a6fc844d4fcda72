/** @file What an import found: counts, and for each kind of fault up to twenty examples and what to do. */
import type { Split } from "./manifest.ts";

const EXAMPLES_MAX = 20;

const FAULTS = {
  missing: "The caption file names these pictures, but they are not there. Add the files, or correct the names.",
  undecodable: "These files cannot be read as pictures. Save them again as JPEG, PNG or WebP; until then they are left out.",
  captionless: "These pictures have no captions and are left out. Add captions to train on them.",
  duplicates: "These files have the same content as an earlier one and are left out, so that no picture is both trained and tested on.",
  overLong: "These captions have more than 60 words. Their ends will be cut in training; shorten them.",
} as const;
export type Fault = keyof typeof FAULTS;

export interface Finding {
  readonly count: number;
  /** File names with what is wrong, at most twenty. */
  readonly examples: readonly string[];
  readonly advice: string;
}

export type ImportReport = {
  /** Pictures that are in the version. */
  readonly pictures: number;
  readonly captions: number;
  readonly bySplit: Readonly<Record<Split, number>>;
} & Readonly<Record<Fault, Finding>>;

/** Words from which on a caption counts as over-long. */
export const CAPTION_WORDS_MAX = 60;

export class ReportBuilder {
  readonly #found = new Map<Fault, { count: number; examples: string[] }>();

  add(fault: Fault, example: string): void {
    const found = this.#found.get(fault) ?? { count: 0, examples: [] };
    found.count++;
    if (found.examples.length < EXAMPLES_MAX) found.examples.push(example);
    this.#found.set(fault, found);
  }

  finish(pictures: readonly { readonly split: Split; readonly captions: readonly string[] }[]): ImportReport {
    const bySplit = { train: 0, val: 0, test: 0 };
    let captions = 0;
    for (const picture of pictures) {
      bySplit[picture.split]++;
      captions += picture.captions.length;
    }
    const finding = (fault: Fault): Finding => ({ count: 0, examples: [], ...this.#found.get(fault), advice: FAULTS[fault] });
    return {
      pictures: pictures.length,
      captions,
      bySplit,
      missing: finding("missing"),
      undecodable: finding("undecodable"),
      captionless: finding("captionless"),
      duplicates: finding("duplicates"),
      overLong: finding("overLong"),
    };
  }
}
