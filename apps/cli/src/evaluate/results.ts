/** @file What an evaluation came to: a table for people, JSON lines for programs. */
import { writeFile } from "node:fs/promises";
import { say, table } from "../print.ts";

export interface EvaluatedLine {
  readonly pictureId: string;
  readonly fileName: string;
  readonly caption: string;
  readonly logProbability: number;
  readonly references: readonly string[];
  /** By name; those of the user's own Java tools join ours. */
  readonly scores: Readonly<Record<string, number>>;
}
export interface ScoreLine {
  readonly name: string;
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
}
export interface Results {
  readonly scores: readonly ScoreLine[];
  readonly pictures: readonly EvaluatedLine[];
  /** Pictures that could not be read. */
  readonly skipped: number;
}

const TITLES: Readonly<Record<string, string>> = {
  bleu1: "BLEU-1",
  bleu2: "BLEU-2",
  bleu3: "BLEU-3",
  bleu4: "BLEU-4",
  rougeL: "ROUGE-L",
  cider: "CIDEr-D",
  meteor: "METEOR",
  spice: "SPICE",
};

/** As the API and coco-caption give them; papers print them times 100. */
const shown = (value: number | null): string => (value === null ? "-" : value.toFixed(3));

export function sayScores({ scores, pictures, skipped }: Results): void {
  const interval = ({ low, high }: ScoreLine): string => (low === null || high === null ? "" : `${shown(low)} to ${shown(high)}`);
  say(
    table(
      ["score", "value", "95 % interval"],
      scores.map((score) => [TITLES[score.name] ?? score.name, shown(score.value), interval(score)]),
    ),
  );
  const unread = skipped > 0 ? `, ${skipped} could not be read` : "";
  say(
    `${pictures.length} pictures captioned${unread}. CIDEr-D counts what is rare in this split: compare it with other models on the same split only.`,
  );
}

/** One line of JSON for each picture. */
export async function writeResults(file: string, { pictures }: Pick<Results, "pictures">): Promise<void> {
  await writeFile(file, pictures.map((picture) => `${JSON.stringify(picture)}\n`).join(""));
}
