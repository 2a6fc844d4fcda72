/** @file All scores of a set of captions at once. */
import { bleu } from "./bleu.ts";
import { ciderD } from "./cider-d.ts";
import { ptbTokens } from "./ptb-tokens.ts";
import { rougeL } from "./rouge-l.ts";
import type { Scored } from "./tokenized-picture.ts";

export interface CaptionScores {
  readonly bleu1: number;
  readonly bleu2: number;
  readonly bleu3: number;
  readonly bleu4: number;
  readonly rougeL: number;
  /** CIDEr-D, 0 to 10. */
  readonly cider: number;
}

/**
 * Scores raw captions against raw references, with the numbers of coco-caption. An empty set scores 0.
 * @returns the scores of the set, and those of each item in order.
 */
export function scoreCaptions(
  items: readonly { readonly hypothesis: string; readonly references: readonly string[] }[],
): CaptionScores & { readonly perPicture: readonly CaptionScores[] } {
  const pictures = items.map(({ hypothesis, references }) => ({
    hypothesis: ptbTokens(hypothesis),
    references: references.map(ptbTokens),
  }));
  const [b1, b2, b3, b4] = bleu(pictures) as [Scored, Scored, Scored, Scored];
  const scored = { bleu1: b1, bleu2: b2, bleu3: b3, bleu4: b4, rougeL: rougeL(pictures), cider: ciderD(pictures) };
  const pick = (choose: (score: Scored) => number): CaptionScores => ({
    bleu1: choose(scored.bleu1),
    bleu2: choose(scored.bleu2),
    bleu3: choose(scored.bleu3),
    bleu4: choose(scored.bleu4),
    rougeL: choose(scored.rougeL),
    cider: choose(scored.cider),
  });
  return { ...pick(({ corpus }) => corpus), perPicture: items.map((_, i) => pick(({ perPicture }) => perPicture[i]!)) };
}
