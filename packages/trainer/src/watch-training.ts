/** @file Signs that a training goes wrong: numbers that are not, a loss that explodes, one caption for every picture. */
import { TrainingFailure } from "./training-failure.ts";
import type { Validation } from "./validation.ts";

/** A loss may rise for a while; twice the loss of guessing, for this many steps in a row, does not come back. */
const EXPLODED_STEPS = 50;
/** Before this epoch (from 0) every model writes the same few captions. */
const COLLAPSE_EPOCH = 2;
/** Fewer pictures than this are learned by heart. */
export const FEW_PICTURES = 300;

const ADVICE =
  "Lower optimizer.lr (try a tenth), keep optimizer.clipMaxNorm at 1 or less, and look at the named pictures and their captions. Then resume from the last checkpoint.";

const named = (pictures: readonly string[]): string =>
  `${pictures.slice(0, 8).join(", ")}${pictures.length > 8 ? `, and ${pictures.length - 8} more` : ""}`;

/** The failure of a step whose loss or gradients are not finite. */
export const notFinite = (step: number, loss: number, gradientNorm: number, pictures: readonly string[]): TrainingFailure =>
  new TrainingFailure(
    "yours",
    "DIVERGED",
    `At step ${step} the ${Number.isFinite(loss) ? `gradients are not finite (norm ${gradientNorm})` : `loss is ${loss}`}. The step was not applied. Its pictures: ${named(pictures)}.`,
    ADVICE,
  );

export class ExplosionWatch {
  readonly #limit: number;
  #above = 0;

  constructor(vocabularySize: number) {
    this.#limit = 2 * Math.log(vocabularySize);
  }

  /** @throws {TrainingFailure} DIVERGED when the loss has been hopeless for a while. */
  see(step: number, loss: number, pictures: readonly string[]): void {
    this.#above = loss > this.#limit ? this.#above + 1 : 0;
    if (this.#above >= EXPLODED_STEPS)
      throw new TrainingFailure(
        "yours",
        "DIVERGED",
        `The loss has been above ${this.#limit.toFixed(1)}, twice that of guessing, for ${EXPLODED_STEPS} steps up to step ${step} (${loss.toFixed(2)}). Pictures of the last: ${named(pictures)}.`,
        ADVICE,
      );
  }
}

/** A warning when nearly all pictures get the same caption although their references differ; null otherwise. */
export function collapseWarning(validation: Validation, epoch: number): string | null {
  const { distinctCaptions } = validation.scores;
  if (
    epoch < COLLAPSE_EPOCH ||
    validation.pictures < 20 ||
    distinctCaptions === undefined ||
    distinctCaptions > 0.1 ||
    distinctCaptions > validation.distinctReferences / 4
  )
    return null;
  const share = (value: number): string => `${(100 * value).toFixed(0)} %`;
  return (
    `After epoch ${epoch} only ${share(distinctCaptions)} of the captions differ (references: ${share(validation.distinctReferences)}): the model ignores the pictures. ` +
    "Early in a training this is usual. If it lasts, start from pretrained weights, train longer, or raise optimizer.lrBackbone."
  );
}
