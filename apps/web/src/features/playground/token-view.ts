/** @file How a caption's tokens are shown. Pure. */

interface Token {
  readonly text: string;
  readonly logProbability: number;
}

export interface ShownToken {
  /** With the space before it, unless it goes on with the word before or is punctuation. */
  readonly text: string;
  readonly probability: number;
  /** 0 sure, 1 guessed. */
  readonly doubt: number;
  readonly index: number;
}

const CONTINUES = /^##/;
const PUNCTUATION = /^[.,;:!?')\]]/;
const MARKS = /^\[(CLS|SEP|PAD|BOS|EOS)\]$/i;

/** Tokens as words with their doubt; marks of beginning and end are left out, and the first word is written as in `text`. */
export function shownTokens(tokens: readonly Token[], text: string): ShownToken[] {
  const shown: ShownToken[] = [];
  tokens.forEach(({ text: piece, logProbability }, index) => {
    if (MARKS.test(piece.trim())) return;
    const probability = Math.exp(Math.min(0, logProbability));
    const bare = piece.trim().replace(CONTINUES, "");
    const isGlued = shown.length === 0 || CONTINUES.test(piece.trim()) || PUNCTUATION.test(bare);
    shown.push({ text: isGlued ? bare : ` ${bare}`, probability, doubt: 1 - probability, index });
  });
  const [first] = shown;
  const written = text.slice(0, first?.text.length ?? 0);
  if (first && first.text.toLowerCase() === written.toLowerCase()) shown[0] = { ...first, text: written };
  return shown;
}

/** Pixels of a heat map, RGBA in rows: transparent where the captioner did not look, `rgb` where it looked most. */
export function heatPixels(weights: readonly number[], rgb: readonly [number, number, number]): Uint8ClampedArray<ArrayBuffer> {
  const most = weights.reduce((high, weight) => Math.max(high, weight), 0);
  const pixels = new Uint8ClampedArray(weights.length * 4);
  weights.forEach((weight, i) => pixels.set([...rgb, most > 0 ? Math.round((weight / most) * 210) : 0], i * 4));
  return pixels;
}
