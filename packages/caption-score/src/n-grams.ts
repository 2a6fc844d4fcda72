/** @file Counts of n-grams, which BLEU and CIDEr-D share. */

/** The longest n-gram that counts. */
export const N_MAX = 4;

/** `counts[n - 1]` maps each n-gram of `words`, its words joined by spaces, to how often it occurs; n = 1 to 4. */
export function countNGrams(words: readonly string[]): Map<string, number>[] {
  return Array.from({ length: N_MAX }, (_, i) => {
    const counts = new Map<string, number>();
    for (let start = 0; start + i < words.length; start++) {
      const gram = words.slice(start, start + i + 1).join(" ");
      counts.set(gram, (counts.get(gram) ?? 0) + 1);
    }
    return counts;
  });
}
