/** @file What a forward pass needs besides its inputs: dropout and where its seeds come from, and what norms that train saw. */
import { withSteadyWeights } from "@capstan/engine/ops/steady-weights";
import type { BatchMoments } from "./backbone/batch-norm.ts";

export interface ForwardContext {
  /** Null when captioning or validating. `nextSeed` gives another seed at each call, the same ones for the same step. */
  readonly dropout: { readonly rate: number; nextSeed(): number } | null;
  /** Null: norms are frozen. Else norms that train use the batch's moments, and leave them here for their running averages. */
  readonly moments: Map<string, BatchMoments> | null;
}

export const INFERENCE: ForwardContext = { dropout: null, moments: null };

/** Runs a part of the model. In inference its weights stay as they are, which engines make use of. */
export const within = <T>({ dropout, moments }: ForwardContext, run: () => T): T =>
  dropout === null && moments === null ? withSteadyWeights(run) : run();

/** Dropout whose masks depend only on the run's seed and the step: a resumed step draws the same masks. */
export function trainingContext(
  rate: number,
  seed: number,
  step: number,
): ForwardContext & { readonly moments: Map<string, BatchMoments> } {
  const moments = new Map<string, BatchMoments>();
  if (rate === 0) return { dropout: null, moments };
  let counter = 0;
  return {
    moments,
    dropout: {
      rate,
      nextSeed: () => {
        counter++;
        let mixed = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(step + 1, 0xc2b2ae35) ^ Math.imul(counter, 0x27d4eb2f);
        mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d);
        return ((mixed ^ (mixed >>> 13)) >>> 0) & 0x7fffffff;
      },
    },
  };
}
