/**
 * @file A vocabulary learned from captions: whole words when they fit, merged pieces when they do not.
 * @source Sennrich et al. 2016 (https://arxiv.org/abs/1508.07909): the most frequent pair is merged next; pieces are marked as
 *   WordPiece marks them. Ties go to the pair that sorts first, so that the same captions give the same vocabulary.
 */
import { splitWords } from "./split-words.ts";
import { SPECIAL_PIECES, vocabularyOf, type Vocabulary } from "./vocabulary.ts";

/**
 * At most `size` pieces: [PAD], [UNK], [CLS], [SEP], then every letter at the start and within a word, so that a word that was
 * never seen still has pieces, then words or merges, most frequent first. The order of `captions` does not matter.
 * @param size pieces, at least 8.
 */
export function trainVocabulary(captions: Iterable<string>, size: number): Vocabulary {
  const countOf = new Map<string, number>();
  for (const caption of captions) for (const word of splitWords(caption)) countOf.set(word, (countOf.get(word) ?? 0) + 1);
  const words = [...countOf].sort(([a, m], [b, n]) => n - m || compare(a, b));

  const alphabet = alphabetOf(words, size - SPECIAL_PIECES.length);
  const known = new Set<string>([...SPECIAL_PIECES, ...alphabet]);
  const room = size - known.size;
  const longer = words.map(([word]) => word).filter((word) => !known.has(word));
  return vocabularyOf([...known, ...(longer.length <= room ? longer : mergesOf(words, room, known))]);
}

/** Each letter as a start and as a continuation, the most frequent when there is no room for all; in text order. */
function alphabetOf(words: readonly (readonly [string, number])[], room: number): string[] {
  const countOf = new Map<string, number>();
  for (const [word, count] of words) {
    for (const [i, letter] of Array.from(word).entries()) {
      // A mark such as “.” is always a word of its own: its continuation would never be used.
      for (const piece of /[\p{L}\p{N}]/u.test(letter) ? [letter, `##${letter}`] : [i > 0 ? `##${letter}` : letter])
        countOf.set(piece, (countOf.get(piece) ?? 0) + count);
    }
  }
  const frequent = [...countOf].sort(([a, m], [b, n]) => n - m || compare(a, b)).slice(0, Math.max(0, room));
  return frequent.map(([piece]) => piece).sort(compare);
}

/** Up to `room` pieces made by merging the most frequent pair again and again. */
function mergesOf(words: readonly (readonly [string, number])[], room: number, known: ReadonlySet<string>): string[] {
  const split = words.map(([word]) => Array.from(word, (letter, i) => (i > 0 ? `##${letter}` : letter)));
  const pairs = new PairCounts(words.map(([, count]) => count));
  for (const [w, pieces] of split.entries()) pairs.add(w, pieces, 1);

  const made: string[] = [];
  const seen = new Set(known);
  while (made.length < room) {
    const best = pairs.mostFrequent();
    if (!best) break;
    const [left, right] = best.split(" ") as [string, string];
    const merged = left + right.slice(2);
    if (!seen.has(merged)) made.push(merged);
    seen.add(merged);
    for (const w of pairs.wordsOf(best)) {
      pairs.add(w, split[w]!, -1);
      split[w] = mergedPieces(split[w]!, left, right, merged);
      pairs.add(w, split[w]!, 1);
    }
  }
  return made;
}

function mergedPieces(pieces: readonly string[], left: string, right: string, merged: string): string[] {
  const out: string[] = [];
  for (let i = 0; i < pieces.length; i++) {
    if (pieces[i] === left && pieces[i + 1] === right) {
      out.push(merged);
      i++;
    } else out.push(pieces[i]!);
  }
  return out;
}

/** How often each pair of neighbours occurs, and in which words. A pair's key is its two pieces with a space between. */
class PairCounts {
  readonly #wordCounts: readonly number[];
  readonly #counts = new Map<string, number>();
  readonly #words = new Map<string, Set<number>>();

  constructor(wordCounts: readonly number[]) {
    this.#wordCounts = wordCounts;
  }

  add(word: number, pieces: readonly string[], sign: 1 | -1): void {
    for (let i = 0; i + 1 < pieces.length; i++) {
      const key = `${pieces[i]} ${pieces[i + 1]}`;
      const count = (this.#counts.get(key) ?? 0) + sign * this.#wordCounts[word]!;
      if (count > 0) this.#counts.set(key, count);
      else this.#counts.delete(key);
      if (sign < 0) this.#words.get(key)?.delete(word);
      else (this.#words.get(key) ?? this.#words.set(key, new Set()).get(key)!).add(word);
    }
  }

  wordsOf(key: string): number[] {
    return [...(this.#words.get(key) ?? [])];
  }

  mostFrequent(): string | null {
    let best: string | null = null;
    let most = 0;
    for (const [key, count] of this.#counts) {
      if (count > most || (count === most && best !== null && compare(key, best) < 0)) {
        best = key;
        most = count;
      }
    }
    return best;
  }
}

/** Text order by code unit: the same everywhere, unlike localeCompare. */
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
