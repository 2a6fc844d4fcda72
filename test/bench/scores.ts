/**
 * @file How far our scores are from coco-caption's own numbers, on its vectors: PTB tokens that differ, and the largest difference
 * of each score over the set and its pictures.
 *
 *   node test/bench/scores.ts [--vectors DIR]
 *
 * Without --vectors it looks for ../shared/data/coco-caption beside the repository; without that it says so and ends.
 */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { bleu } from "@capstan/caption-score/bleu";
import { ciderD } from "@capstan/caption-score/cider-d";
import { ptbTokens } from "@capstan/caption-score/ptb-tokens";
import { rougeL } from "@capstan/caption-score/rouge-l";
import { printTable, say } from "./engine/print.ts";

const { values: args } = parseArgs({
  options: { vectors: { type: "string", default: path.resolve(import.meta.dirname, "../../../shared/data/coco-caption") } },
});
const read = <T>(name: string): T => JSON.parse(readFileSync(path.join(args.vectors, name), "utf8")) as T;

interface Expected {
  readonly corpus: Readonly<Record<string, number>> & { readonly Bleu: readonly number[] };
  readonly per_image: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

function compare(): void {
  const pairs = Object.values(read<Record<string, { raw: string; ptb: string }[]>>("ptb_tokenizer_vectors.json")).flat();
  const different = pairs.filter(({ raw, ptb }) => ptbTokens(raw).join(" ") !== ptb).length;
  say(`PTB tokens: ${different} of ${pairs.length} captions differ`);
  const expected = read<Expected>("fakecap_expected_scores_python.json");
  const references = read<Record<string, string[]>>("fakecap1000_gts_ptb.json");
  const hypotheses = read<Record<string, string[]>>("fakecap1000_res_ptb.json");
  const ids = Object.keys(hypotheses);
  const pictures = ids.map((id) => ({
    hypothesis: hypotheses[id]![0]!.split(" "),
    references: references[id]!.map((text) => text.split(" ")),
  }));
  const scored = [
    ...bleu(pictures).map((score, k) => ({ name: `Bleu_${k + 1}`, score, corpus: expected.corpus.Bleu[k]! })),
    { name: "ROUGE_L", score: rougeL(pictures), corpus: expected.corpus["ROUGE_L"]! },
    { name: "CIDEr", score: ciderD(pictures), corpus: expected.corpus["CIDEr"]! },
  ];
  const rows = scored.map(({ name, score, corpus }) => {
    const apart = score.perPicture.map((value, i) => Math.abs(value - expected.per_image[ids[i]!]![name]!));
    return [name, score.corpus.toFixed(9), Math.abs(score.corpus - corpus).toExponential(1), Math.max(...apart).toExponential(1)];
  });
  printTable([`${ids.length} pictures`, "score of the set", "difference", "largest of a picture"], rows);
}

if (existsSync(args.vectors)) compare();
else say(`Skipped: there are no vectors at ${args.vectors}. Name their folder with --vectors.`);
