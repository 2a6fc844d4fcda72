/** @file All scores of a set of captions at once. */
import { bleu } from "./bleu.ts";
import { ciderD } from "./cider-d.ts";
import { ptbTokens } from "./ptb-tokens.ts";
import { rougeL } from "./rouge-l.ts";
import type { Scored, TokenizedPicture } from "./tokenized-picture.ts";

export interface CaptionScores {
  readonly bleu1: number;
  readonly bleu2: number;
  readonly bleu3: number;
  readonly bleu4: number;
  readonly rougeL: number;
  /** CIDEr-D, 0 to 10. */
  readonly cider: number;
}

export interface CaptionedPicture {
  readonly hypothesis: string;
  readonly references: readonly string[];
}

/** The words that scores count. */
export const tokenizePictures = (items: readonly CaptionedPicture[]): TokenizedPicture[] =>
  items.map(({ hypothesis, references }) => ({ hypothesis: ptbTokens(hypothesis), references: references.map(ptbTokens) }));

/**
 * Scores raw captions against raw references, with the numbers of coco-caption. An empty set scores 0.
 * @returns the scores of the set, and those of each item in order.
 */
export const scoreCaptions = (items: readonly CaptionedPicture[]): CaptionScores & { readonly perPicture: readonly CaptionScores[] } =>
  scoreTokenized(tokenizePictures(items));

/** As `scoreCaptions`, of captions that are words already. */
export function scoreTokenized(pictures: readonly TokenizedPicture[]): CaptionScores & { readonly perPicture: readonly CaptionScores[] } {
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
  return { ...pick(({ corpus }) => corpus), perPicture: pictures.map((_, i) => pick(({ perPicture }) => perPicture[i]!)) };
}
