import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bleu } from "./bleu.ts";
import { ciderD } from "./cider-d.ts";
import { ptbTokens } from "./ptb-tokens.ts";
import { rougeL } from "./rouge-l.ts";
import { scoreCaptions } from "./score-captions.ts";

const folder = path.resolve(import.meta.dirname, "../../../../shared/data/coco-caption");
const read = <T>(name: string): T => JSON.parse(readFileSync(path.join(folder, name), "utf8")) as T;
const TOLERANCE = 1e-9;

describe.skipIf(!existsSync(folder))(`coco-caption's reference numbers (skipped where ${folder} is absent)`, () => {
  test("every caption has the reference's tokens", () => {
    const pairs = Object.values(read<Record<string, { raw: string; ptb: string }[]>>("ptb_tokenizer_vectors.json")).flat();
    expect(pairs).toHaveLength(1636);
    expect(pairs.filter(({ raw, ptb }) => ptbTokens(raw).join(" ") !== ptb)).toEqual([]);
  });

  test("all scores, of the set and of each of its 1000 pictures, equal the reference's to 1e-9", () => {
    const expected = read<{ corpus: Record<string, number | number[]>; per_image: Record<string, Record<string, number>> }>(
      "fakecap_expected_scores_python.json",
    );
    const references = read<Record<string, string[]>>("fakecap1000_gts_ptb.json");
    const hypotheses = read<Record<string, string[]>>("fakecap1000_res_ptb.json");
    const ids = Object.keys(hypotheses);
    const pictures = ids.map((id) => ({
      hypothesis: hypotheses[id]![0]!.split(" "),
      references: references[id]!.map((text) => text.split(" ")),
    }));
    const scores = { ROUGE_L: rougeL(pictures), CIDEr: ciderD(pictures) };
    const bleus = bleu(pictures);
    let worst = 0;
    const compare = (got: number, want: number): void => void (worst = Math.max(worst, Math.abs(got - want)));
    for (const [k, score] of bleus.entries()) {
      compare(score.corpus, (expected.corpus["Bleu"] as number[])[k]!);
      for (const [i, id] of ids.entries()) compare(score.perPicture[i]!, expected.per_image[id]![`Bleu_${k + 1}`]!);
    }
    for (const [name, score] of Object.entries(scores)) {
      compare(score.corpus, expected.corpus[name] as number);
      for (const [i, id] of ids.entries()) compare(score.perPicture[i]!, expected.per_image[id]![name]!);
    }
    expect(ids).toHaveLength(1000);
    expect(worst).toBeLessThan(TOLERANCE);
  });
});

const golden = JSON.parse(readFileSync(path.resolve(import.meta.dirname, "../../../test/golden/scores.json"), "utf8")) as {
  items: { hypothesis: string; references: string[] }[];
  expected: Record<"bleu1" | "bleu2" | "bleu3" | "bleu4" | "rougeL" | "cider", number>;
};

test("a small set, scored by hand, has these scores", () => {
  const scores = scoreCaptions(golden.items);
  for (const [name, value] of Object.entries(golden.expected))
    expect(scores[name as keyof typeof golden.expected], name).toBeCloseTo(value, 8);
});

test("a caption that repeats its only reference has the best scores", () => {
  const scores = scoreCaptions([
    { hypothesis: "A dog runs on a beach.", references: ["a dog runs on a beach"] },
    { hypothesis: "Two cats sleep on a red sofa", references: ["two cats sleep on a red sofa"] },
  ]);
  expect(scores.bleu4).toBeCloseTo(1, 6);
  expect(scores.rougeL).toBeCloseTo(1, 12);
  expect(scores.cider).toBeCloseTo(10, 12);
});

test("sets of nothing, and captions without words, have scores", () => {
  expect(scoreCaptions([])).toEqual({ bleu1: 0, bleu2: 0, bleu3: 0, bleu4: 0, rougeL: 0, cider: 0, perPicture: [] });
  const scores = scoreCaptions([
    { hypothesis: "", references: ["a dog"] },
    { hypothesis: "a cat", references: [] },
  ]);
  for (const value of [scores.bleu1, scores.bleu4, scores.rougeL, scores.cider]) expect(value).toBeCloseTo(0, 6);
  expect(scoreCaptions([{ hypothesis: "a dog", references: ["a dog"] }]).cider).toBe(0);
});

test("scores stay within their bounds for any captions", () => {
  const caption = fc.array(fc.constantFrom("a", "dog", "on", "the", "grass", "red"), { maxLength: 8 }).map((words) => words.join(" "));
  const items = fc.array(fc.record({ hypothesis: caption, references: fc.array(caption, { minLength: 1, maxLength: 3 }) }), {
    maxLength: 6,
  });
  fc.assert(
    fc.property(items, (set) => {
      const { bleu1, bleu4, rougeL: rouge, cider, perPicture } = scoreCaptions(set);
      expect(perPicture).toHaveLength(set.length);
      for (const share of [bleu1, bleu4, rouge]) expect(share >= 0 && share <= 1 + 1e-9).toBe(true);
      expect(cider >= 0 && cider <= 10 + 1e-9).toBe(true);
    }),
  );
});

test.each([
  ["A man's dog can't sit.", "a man 's dog ca n't sit"],
  ["The U.S. flag, 1,000 people; 10:30!", "the u.s. flag 1,000 people 10:30"],
  ["A stop-sign on Main St. (red) -- old...", "a stop-sign on main st. red old"],
  ["They cannot see “it”", "they can not see it"],
])("tokens of %s", (caption, words) => {
  expect(ptbTokens(caption).join(" ")).toBe(words);
});
