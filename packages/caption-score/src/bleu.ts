/** @file BLEU as coco-caption computes it. */
import { countNGrams, N_MAX } from "./n-grams.ts";
import type { Scored, TokenizedPicture } from "./tokenized-picture.ts";

/** Keep a picture without any match from being 0, and one without words from dividing by it. */
const TINY = 1e-15;
const SMALL = 1e-9;

/** What BLEU needs of a picture; those of a set are their sums. */
export interface BleuCounts {
  readonly hypothesisWords: number;
  readonly referenceWords: number;
  /** Per n: n-grams of the hypothesis, and those that a reference has too. */
  readonly guessed: readonly number[];
  readonly correct: readonly number[];
}

/**
 * BLEU-1 to BLEU-4, each in [0, 1]. The corpus score is made from the sums over all pictures, not from the mean.
 *
 *   BLEU_k = brevity * (p_1 ... p_k)^(1/k),  p_n = (correct + 1e-15) / (guessed + 1e-9)
 *
 * Matches are clipped at the most that one reference has. The reference length is the one closest to the hypothesis, the
 * shorter of two equally close; brevity = exp(1 - reference / hypothesis) when the hypotheses are shorter.
 * @returns four scores, of k = 1 to 4.
 * @source Papineni et al. 2002 (https://aclanthology.org/P02-1040); constants of coco-caption.
 */
export function bleu(pictures: readonly TokenizedPicture[]): Scored[] {
  const counts = pictures.map(countMatches);
  const perPicture = counts.map(bleuOf);
  const corpus = bleuOf(counts.reduce(sumOf, { hypothesisWords: 0, referenceWords: 0, guessed: [0, 0, 0, 0], correct: [0, 0, 0, 0] }));
  return corpus.map((score, k) => ({ corpus: pictures.length === 0 ? 0 : score, perPicture: perPicture.map((scores) => scores[k]!) }));
}

export function countMatches({ hypothesis, references }: TokenizedPicture): BleuCounts {
  const ours = countNGrams(hypothesis);
  const theirs = references.map(countNGrams);
  const correct = ours.map((grams, i) => {
    let sum = 0;
    for (const [gram, count] of grams) sum += Math.min(count, Math.max(0, ...theirs.map((reference) => reference[i]!.get(gram) ?? 0)));
    return sum;
  });
  const length = hypothesis.length;
  const lengths = references.map((reference) => reference.length);
  const closest = lengths.toSorted((a, b) => Math.abs(a - length) - Math.abs(b - length) || a - b)[0] ?? 0;
  return {
    hypothesisWords: length,
    referenceWords: closest,
    guessed: Array.from({ length: N_MAX }, (_, i) => Math.max(0, length - i)),
    correct,
  };
}

/** BLEU-1 to BLEU-4 of counts, of one picture or summed over many. */
export function bleuOf({ hypothesisWords, referenceWords, guessed, correct }: BleuCounts): number[] {
  const ratio = (hypothesisWords + TINY) / (referenceWords + SMALL);
  const brevity = ratio < 1 ? Math.exp(1 - 1 / ratio) : 1;
  let product = 1;
  return correct.map((count, i) => {
    product *= (count + TINY) / (guessed[i]! + SMALL);
    return product ** (1 / (i + 1)) * brevity;
  });
}

const sumOf = (a: BleuCounts, b: BleuCounts): BleuCounts => ({
  hypothesisWords: a.hypothesisWords + b.hypothesisWords,
  referenceWords: a.referenceWords + b.referenceWords,
  guessed: a.guessed.map((count, i) => count + b.guessed[i]!),
  correct: a.correct.map((count, i) => count + b.correct[i]!),
});
