/** @file What is asked of a captioner, and what it answers. */

export interface Decoding {
  readonly strategy: "GREEDY" | "BEAM";
  /** Captions kept alive while searching; for BEAM. */
  readonly beamWidth: number;
  /** Tokens at most, the end mark included. */
  readonly maxLength?: number;
  /** Candidates are ranked by log-probability / length ^ lengthPenalty. */
  readonly lengthPenalty?: number;
  /** How many captions are wanted; BEAM gives at most `beamWidth`, GREEDY one. */
  readonly candidates: number;
  /** Also gives where each token looked. */
  readonly attention: boolean;
  /**
   * As CATR's predict.py: the picture at its own height and width instead of padded to a square as in training, greedily, any
   * token allowed. For GREEDY only.
   */
  readonly catrExact?: boolean;
}

export interface CaptionToken {
  /** The piece as the vocabulary has it; a leading ## joins it to the one before. */
  readonly text: string;
  /** Natural logarithm. */
  readonly logProbability: number;
  /** Over the grid cells that hold picture, row by row; the weights of cells that hold padding are left out. */
  readonly attention?: { readonly rows: number; readonly columns: number; readonly weights: readonly number[] };
}

export interface CaptionCandidate {
  readonly text: string;
  readonly logProbability: number;
  readonly tokens: readonly CaptionToken[];
}

export interface CaptionResult {
  /** Best first. */
  readonly candidates: readonly CaptionCandidate[];
}
