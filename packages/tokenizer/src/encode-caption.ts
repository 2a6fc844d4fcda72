/** @file Captions to ids: words cut into the longest pieces that the vocabulary has. */
import { splitWords } from "./split-words.ts";
import type { Vocabulary } from "./vocabulary.ts";

/** A longer word is [UNK], as in BERT: cutting it would take quadratic time. */
const WORD_LENGTH_MAX = 100;

/**
 * `[CLS] pieces [SEP]`, at most `maxLength` ids; a longer caption loses its last pieces and keeps [SEP].
 * @param maxLength ids, at least 2.
 */
export function encodeCaption(vocabulary: Vocabulary, text: string, maxLength: number): Int32Array {
  const pieces = encodePieces(vocabulary, text).slice(0, Math.max(0, maxLength - 2));
  return Int32Array.of(vocabulary.clsId, ...pieces, vocabulary.sepId);
}

/**
 * The ids of `text` without [CLS] and [SEP]. Text never yields a special id other than [UNK]: a caption that says “[SEP]”
 * is brackets and letters.
 */
export function encodePieces(vocabulary: Vocabulary, text: string): number[] {
  return splitWords(text).flatMap((word) => encodeWord(vocabulary, word));
}

/** Greedy, longest piece first; a word with a part that no piece covers is one [UNK]. */
function encodeWord({ idOf, unkId }: Vocabulary, word: string): number[] {
  const letters = Array.from(word);
  if (letters.length > WORD_LENGTH_MAX) return [unkId];
  const ids: number[] = [];
  let start = 0;
  while (start < letters.length) {
    let end = letters.length;
    let id: number | undefined;
    for (; end > start; end--) {
      id = idOf.get((start > 0 ? "##" : "") + letters.slice(start, end).join(""));
      if (id !== undefined) break;
    }
    if (id === undefined) return [unkId];
    ids.push(id);
    start = end;
  }
  return ids;
}
