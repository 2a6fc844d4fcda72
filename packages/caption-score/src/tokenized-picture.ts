/** @file What every metric takes: the words of one picture's caption and of its references (ptb-tokens.ts makes them). */
export interface TokenizedPicture {
  readonly hypothesis: readonly string[];
  readonly references: readonly (readonly string[])[];
}

/** A score of the whole set, and of each picture in the set's order. */
export interface Scored {
  readonly corpus: number;
  readonly perPicture: readonly number[];
}

export const mean = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
