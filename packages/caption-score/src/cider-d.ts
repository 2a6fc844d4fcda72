/** @file CIDEr-D as coco-caption computes it. */
import { countNGrams, N_MAX } from "./n-grams.ts";
import { mean, type Scored, type TokenizedPicture } from "./tokenized-picture.ts";

/** Words by which a caption may differ in length from a reference before it costs much. */
const SIGMA = 6;
/** The score of a caption that is its only reference. */
export const CIDER_MAX = 10;

/** The weighted n-grams of one caption. */
export interface CaptionVector {
  /** Per n. */
  readonly weights: readonly ReadonlyMap<string, number>[];
  readonly norms: readonly number[];
  /** coco-caption's measure of length: how many bigrams. */
  readonly length: number;
}

/**
 * How much a caption says what the references agree on, from 0 to 10; the corpus score is the mean. Papers print it times 100.
 *
 *   CIDEr-D_n = 10 / m * sum_j exp(-(l_h - l_j)^2 / (2 * 6^2)) * sum_g min(h_g, r_g) r_g / (|h| |r_j|),  mean over n = 1 to 4
 *
 * The weight of an n-gram is its count times ln(pictures) - ln(max(1, pictures whose references have it)): the scored set itself
 * says what is rare, so that scores of different sets do not compare, and a set of one picture scores 0.
 * @source Vedantam et al. 2015 (https://arxiv.org/abs/1411.5726); the -D variant of coco-caption.
 */
export function ciderD(pictures: readonly TokenizedPicture[]): Scored {
  const references = pictures.map((picture) => picture.references.map(countNGrams));
  const vectorOf = weighNGrams(documentFrequency(references), pictures.length);
  const perPicture = pictures.map(({ hypothesis }, i) => {
    const ours = vectorOf(countNGrams(hypothesis));
    return mean(references[i]!.map((counts) => similarity(ours, vectorOf(counts)))) * CIDER_MAX;
  });
  return { corpus: mean(perPicture), perPicture };
}

type NGramCounts = readonly ReadonlyMap<string, number>[];

/** In how many pictures' references each n-gram occurs. @param pictures of each picture, the counts of each reference. */
export function documentFrequency(pictures: Iterable<readonly NGramCounts[]>): Map<string, number> {
  const frequency = new Map<string, number>();
  for (const references of pictures)
    for (const gram of new Set(references.flatMap((counts) => counts.flatMap((grams) => [...grams.keys()]))))
      frequency.set(gram, (frequency.get(gram) ?? 0) + 1);
  return frequency;
}

/** How a caption's n-grams are weighed where `frequency` was counted over so many pictures. */
export function weighNGrams(frequency: ReadonlyMap<string, number>, pictures: number): (counts: NGramCounts) => CaptionVector {
  const logPictures = Math.log(pictures);
  return (counts) => {
    const weights = counts.map(
      (grams) =>
        new Map([...grams].map(([gram, count]) => [gram, count * (logPictures - Math.log(Math.max(1, frequency.get(gram) ?? 0)))])),
    );
    const norms = weights.map((grams) => Math.sqrt([...grams.values()].reduce((sum, weight) => sum + weight ** 2, 0)));
    return { weights, norms, length: [...counts[1]!.values()].reduce((sum, count) => sum + count, 0) };
  };
}

/** In [0, 1]. */
export function similarity(hypothesis: CaptionVector, reference: CaptionVector): number {
  const penalty = Math.exp(-((hypothesis.length - reference.length) ** 2) / (2 * SIGMA ** 2));
  let sum = 0;
  for (let n = 0; n < N_MAX; n++) {
    let product = 0;
    for (const [gram, weight] of hypothesis.weights[n]!) {
      const other = reference.weights[n]!.get(gram) ?? 0;
      product += Math.min(weight, other) * other;
    }
    const norms = hypothesis.norms[n]! * reference.norms[n]!;
    sum += (norms === 0 ? product : product / norms) * penalty;
  }
  return sum / N_MAX;
}
