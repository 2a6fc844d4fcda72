/** @file Writes captions of encoded pictures: greedy search is beam search with one beam. */
import type { CaptionModel, EncodedPictures } from "../caption-model.ts";
import { type LikeliestTokens, TokenDecoder } from "./next-token.ts";

export interface SearchOptions {
  /** Captions kept alive per picture; 1 is greedy. */
  readonly beamWidth: number;
  /** Tokens at most, [SEP] included; never more than the model has positions. */
  readonly maxLength?: number;
  /** [SEP] is not written before so many tokens; 0 when left out. */
  readonly minLength?: number;
  /** Lets the search write [PAD] and [CLS] too, as CATR's does: trained weights never prefer them. */
  readonly anyToken?: boolean;
  /** Candidates are ranked by log-probability / length ^ lengthPenalty; 0 prefers short ones, 1 ranks by the mean per token. */
  readonly lengthPenalty?: number;
  /** Also gives where each token looked. */
  readonly attention?: boolean;
  /** Stops between tokens. */
  readonly signal?: AbortSignal;
}

export interface GeneratedToken {
  readonly id: number;
  /** Natural logarithm. */
  readonly logProbability: number;
  /** float32 `[S]` over the picture's grid; null unless asked for. */
  readonly attention: Float32Array | null;
}

export interface GeneratedCaption {
  /** Without [CLS]; ends in [SEP] unless it was cut. */
  readonly tokens: readonly GeneratedToken[];
  /** The sum over the tokens. */
  readonly logProbability: number;
  /** What candidates are ranked by. */
  readonly score: number;
}

export const LENGTH_PENALTY_DEFAULT = 1;

interface Beam {
  readonly tokens: readonly GeneratedToken[];
  readonly total: number;
  readonly finished: boolean;
}
interface Choice {
  /** Beam that it continues. */
  readonly from: number;
  /** Null: the beam was finished and stays. */
  readonly id: number | null;
  readonly total: number;
}

const START: Beam = { tokens: [], total: 0, finished: false };
const ABSENT: Beam = { tokens: [], total: Number.NEGATIVE_INFINITY, finished: true };

/** The best `count` continuations of one picture's beams, of which `next` knows as many. A finished beam keeps its place as long as nothing beats it. */
function bestChoices(beams: readonly Beam[], next: LikeliestTokens, row: number, count: number): Choice[] {
  const best: Choice[] = [];
  const offer = (choice: Choice): void => {
    let at = best.length;
    while (at > 0 && best[at - 1]!.total < choice.total) at--;
    best.splice(at, 0, choice);
    if (best.length > count) best.pop();
  };
  for (const [w, beam] of beams.entries()) {
    if (beam.total === Number.NEGATIVE_INFINITY) continue;
    if (beam.finished) {
      offer({ from: w, id: null, total: beam.total });
      continue;
    }
    for (let at = (row + w) * count; at < (row + w + 1) * count; at++) {
      const id = next.ids[at]!;
      if (id >= 0) offer({ from: w, id, total: beam.total + next.logProbabilities[at]! });
    }
  }
  return best;
}

/**
 * Captions of every picture of `encoded`, best first, at most `beamWidth` each.
 *
 * [PAD] and [CLS] are not written unless `anyToken` says so. Pictures are decoded together; each picture's captions are those
 * it would get alone.
 * @source Wu et al. 2016 (https://arxiv.org/abs/1609.08144), section 7, for ranking by a power of the length; ours is length ^ a
 */
export async function generateCaptions(
  model: CaptionModel,
  encoded: EncodedPictures,
  options: SearchOptions,
): Promise<GeneratedCaption[][]> {
  const { spec } = model;
  const W = options.beamWidth;
  const B = encoded.memory.shape[0];
  const limit = Math.min(options.maxLength ?? spec.maxPositions, spec.maxPositions);
  const never = options.anyToken ? [] : [spec.padId, spec.clsId];
  const early = [...never, spec.sepId];
  const beams: Beam[][] = Array.from({ length: B }, () => [START, ...Array.from({ length: W - 1 }, () => ABSENT)]);
  const ids = new Int32Array(B * W).fill(spec.clsId);
  const parents = new Int32Array(B * W);
  const decoder = new TokenDecoder(spec, model.weights, encoded);
  try {
    for (let t = 0; t < limit && beams.some((own) => own.some((beam) => !beam.finished)); t++) {
      options.signal?.throwIfAborted();
      const next = await decoder.likeliest(ids, W, t < (options.minLength ?? 0) ? early : never, options.attention);
      for (let b = 0; b < B; b++) {
        const own = beams[b]!;
        const choices = bestChoices(own, next, b * W, W);
        beams[b] = Array.from({ length: W }, (_, w) => {
          const choice = choices[w];
          parents[b * W + w] = b * W + (choice?.from ?? w);
          ids[b * W + w] = choice?.id ?? spec.sepId;
          return choice ? extend(own[choice.from]!, choice, attentionOf(next, b * W + choice.from, B * W), spec.sepId) : ABSENT;
        });
      }
      decoder.reorder(parents);
    }
  } finally {
    decoder.dispose();
  }
  return beams.map((own) => rank(own, options.lengthPenalty ?? LENGTH_PENALTY_DEFAULT));
}

/** Row `row` of `[rows, S]`. */
const attentionOf = ({ attention }: LikeliestTokens, row: number, rows: number): Float32Array | null =>
  attention && attention.slice((row * attention.length) / rows, ((row + 1) * attention.length) / rows);

function extend(beam: Beam, { id, total }: Choice, attention: Float32Array | null, sepId: number): Beam {
  if (id === null) return beam;
  return { tokens: [...beam.tokens, { id, logProbability: total - beam.total, attention }], total, finished: id === sepId };
}

function rank(beams: readonly Beam[], lengthPenalty: number): GeneratedCaption[] {
  return beams
    .filter(({ total }) => total !== Number.NEGATIVE_INFINITY)
    .map(({ tokens, total }) => ({ tokens, logProbability: total, score: total / Math.max(1, tokens.length) ** lengthPenalty }))
    .sort((a, b) => b.score - a.score);
}
