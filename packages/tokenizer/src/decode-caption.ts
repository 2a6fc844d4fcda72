/** @file Ids back to a sentence. */
import type { Vocabulary } from "./vocabulary.ts";

const SPECIAL = /^\[[A-Z]+\]$/;
/** Applied in this order. @source The clean-up of Hugging Face's decoder, which CATR's sentences go through. */
const CLEAN_UP: readonly (readonly [string, string])[] = [
  [" .", "."],
  [" ?", "?"],
  [" !", "!"],
  [" ,", ","],
  [" ' ", "'"],
  [" n't", "n't"],
  [" 'm", "'m"],
  [" 's", "'s"],
  [" 've", "'ve"],
  [" 're", "'re"],
];

/**
 * The sentence of `ids`: special pieces and ids outside the vocabulary are skipped, continued words are joined, spaces before
 * punctuation go, and the first letter is a capital.
 */
export function decodeCaption(vocabulary: Vocabulary, ids: Iterable<number>): string {
  const pieces: string[] = [];
  for (const id of ids) {
    const piece = vocabulary.pieces[id];
    if (piece !== undefined && !SPECIAL.test(piece)) pieces.push(piece);
  }
  let text = pieces.join(" ").replaceAll(" ##", "");
  for (const [from, to] of CLEAN_UP) text = text.replaceAll(from, to);
  text = text.trim();
  const [first = ""] = text;
  return first.toUpperCase() + text.slice(first.length);
}
