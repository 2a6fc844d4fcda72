/** @file ROUGE-L as coco-caption computes it. */
import { mean, type Scored, type TokenizedPicture } from "./tokenized-picture.ts";

/** How much more recall weighs than precision. */
const BETA = 1.2;

/**
 * The longest common subsequence as a share of hypothesis and reference, in [0, 1]; the corpus score is the mean.
 *
 *   F = (1 + b^2) P R / (R + b^2 P),  P and R each the best over the references
 *
 * @source Lin 2004 (https://aclanthology.org/W04-1013); b = 1.2 as in coco-caption.
 */
export function rougeL(pictures: readonly TokenizedPicture[]): Scored {
  const perPicture = pictures.map(({ hypothesis, references }) => {
    const common = references.map((reference) => commonLength(hypothesis, reference));
    const precision = hypothesis.length === 0 ? 0 : Math.max(0, ...common) / hypothesis.length;
    const recall = Math.max(0, ...references.map((reference, i) => (reference.length === 0 ? 0 : common[i]! / reference.length)));
    return precision === 0 || recall === 0 ? 0 : ((1 + BETA ** 2) * precision * recall) / (recall + BETA ** 2 * precision);
  });
  return { corpus: mean(perPicture), perPicture };
}

/** Length of the longest common subsequence. */
function commonLength(a: readonly string[], b: readonly string[]): number {
  let above = new Array<number>(b.length + 1).fill(0);
  for (const word of a) {
    const row = [0];
    for (const [j, other] of b.entries()) row.push(word === other ? above[j]! + 1 : Math.max(above[j + 1]!, row[j]!));
    above = row;
  }
  return above[b.length]!;
}
