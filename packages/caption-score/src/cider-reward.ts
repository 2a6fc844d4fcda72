/** @file CIDEr-D as a reward: of captions that are still being learned, one by one, against the training references. */
import { CIDER_MAX, type CaptionVector, documentFrequency, similarity, weighNGrams } from "./cider-d.ts";
import { countNGrams } from "./n-grams.ts";
import { ptbTokens } from "./ptb-tokens.ts";
import { mean } from "./tokenized-picture.ts";

/**
 * Stands for the end of a caption, as a word. Without it a caption that breaks off in the middle loses nothing, and a model
 * that is rewarded learns to end in “with a”.
 */
const END = "[SEP]";

export interface RewardedPicture {
  readonly id: string;
  readonly references: readonly string[];
}

export class CiderReward {
  readonly #vectorOf: ReturnType<typeof weighNGrams>;
  readonly #references = new Map<string, readonly string[]>();
  /** Weighed on first use: a picture comes once an epoch, with several captions. */
  readonly #weighed = new Map<string, readonly CaptionVector[]>();

  /** @param pictures those that are trained on: they say which n-grams are rare. */
  constructor(pictures: readonly RewardedPicture[]) {
    const counted = function* (): Generator<ReturnType<typeof countNGrams>[]> {
      for (const { references } of pictures) yield references.map((text) => countNGrams(words(text, true)));
    };
    this.#vectorOf = weighNGrams(documentFrequency(counted()), pictures.length);
    for (const { id, references } of pictures) this.#references.set(id, references);
  }

  /**
   * CIDEr-D of `caption`, from 0 to 10, with the end mark as a word.
   * @param isEnded whether the model wrote the end mark itself, or was cut.
   * @throws {RangeError} for a picture that is not among those of the constructor.
   */
  of(pictureId: string, caption: string, isEnded: boolean): number {
    let references = this.#weighed.get(pictureId);
    if (!references) {
      const texts = this.#references.get(pictureId);
      if (!texts) throw new RangeError(`There are no references of the picture ${pictureId}.`);
      references = texts.map((text) => this.#vectorOf(countNGrams(words(text, true))));
      this.#weighed.set(pictureId, references);
    }
    const ours = this.#vectorOf(countNGrams(words(caption, isEnded)));
    return CIDER_MAX * mean(references.map((reference) => similarity(ours, reference)));
  }
}

const words = (text: string, isEnded: boolean): string[] => (isEnded ? [...ptbTokens(text), END] : ptbTokens(text));
