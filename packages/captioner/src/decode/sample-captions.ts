/** @file Draws captions from the model's own distribution, with cached keys: what self-critical training rewards. */
import { randomOf } from "@capstan/dataset/random";
import type { CaptionModel, CaptionTokens } from "../caption-model.ts";
import type { ModelSpec } from "../model-spec.ts";
import type { Memory } from "../transformer/decoder.ts";
import { TokenDecoder } from "./next-token.ts";

export interface SampleOptions {
  /** Captions drawn per picture, K. */
  readonly perPicture: number;
  /** Of each picture, in the order of `encoded`: the same words draw the same captions, whatever else is in the batch. */
  readonly seeds: readonly string[];
  /** Tokens at most, [SEP] included; never more than the model has positions. */
  readonly maxLength?: number;
  readonly signal?: AbortSignal;
}

export interface SampledCaption {
  /** Without [CLS]; ends in [SEP] unless it was cut. */
  readonly ids: readonly number[];
  readonly isEnded: boolean;
  /** Of all its tokens together, natural logarithm. */
  readonly logProbability: number;
}

/**
 * `perPicture` captions of every picture, drawn token by token. [PAD] and [CLS], which a caption cannot hold, are never drawn.
 * @returns `[B * K]`, a picture's captions side by side.
 */
export async function sampleCaptions(model: CaptionModel, encoded: Memory, options: SampleOptions): Promise<SampledCaption[]> {
  const { perPicture: K, seeds, maxLength, signal } = options;
  const { spec } = model;
  const [B] = encoded.memory.shape;
  if (seeds.length !== B) throw new RangeError(`${seeds.length} seeds are not one for each of ${B} pictures.`);
  const limit = Math.min(maxLength ?? spec.maxPositions, spec.maxPositions);
  const never = new Set([spec.padId, spec.clsId]);
  const V = spec.vocabularySize;
  const randoms = seeds.flatMap((seed) => Array.from({ length: K }, (_, k) => randomOf("sample", seed, k)));
  const captions = randoms.map(() => ({ ids: [] as number[], isEnded: false, logProbability: 0 }));
  const last = new Int32Array(B * K).fill(spec.clsId);
  const decoder = new TokenDecoder(spec, model.weights, encoded);
  try {
    for (let t = 0; t < limit && captions.some(({ isEnded }) => !isEnded); t++) {
      signal?.throwIfAborted();
      const { logProbabilities } = await decoder.next(last);
      for (const [n, caption] of captions.entries()) {
        if (caption.isEnded) continue;
        const row = logProbabilities.subarray(n * V, (n + 1) * V);
        const id = draw(row, never, randoms[n]!.next());
        caption.ids.push(id);
        caption.logProbability += row[id]!;
        caption.isEnded = id === spec.sepId;
        last[n] = id;
      }
    }
  } finally {
    decoder.dispose();
  }
  return captions;
}

/** The id at which the running sum of probabilities passes `share` of it all. */
function draw(logProbabilities: Float32Array, never: ReadonlySet<number>, share: number): number {
  let total = 0;
  for (const [id, value] of logProbabilities.entries()) if (!never.has(id)) total += Math.exp(value);
  let left = share * total;
  let drawn = -1;
  for (const [id, value] of logProbabilities.entries()) {
    if (never.has(id)) continue;
    drawn = id;
    left -= Math.exp(value);
    if (left < 0) break;
  }
  return drawn;
}

/** Captions as the model's training pass takes them: `[N, T + 1]`, [CLS] first, padded. */
export function tokensOfCaptions(
  captions: readonly Pick<SampledCaption, "ids">[],
  { clsId, padId }: Pick<ModelSpec, "clsId" | "padId">,
): CaptionTokens {
  const T = Math.max(1, ...captions.map(({ ids }) => ids.length));
  const data = new Int32Array(captions.length * (T + 1)).fill(padId);
  for (const [n, { ids }] of captions.entries()) data.set([clsId, ...ids], n * (T + 1));
  return { data, N: captions.length, T };
}
