/** @file Random numbers that depend on a seed alone: the same everywhere, and independent of what was drawn before. */

/** Draws in [0, 1), and the choices made from them. Each draw moves the stream on. */
export interface Random {
  next(): number;
  /** Uniform in [min, max). */
  between(min: number, max: number): number;
  /** Uniform whole number in [0, below). */
  below(below: number): number;
  pick<T>(items: readonly T[]): T;
  /** A shuffled copy. */
  shuffle<T>(items: readonly T[]): T[];
}

/**
 * The stream of `parts`: another part gives an unrelated stream, so that what depends on (seed, epoch, picture) needs no
 * state that a resumed run would have to restore.
 * @source Parts are hashed by 32-bit FNV-1a with an avalanche at the end; the stream is mulberry32.
 */
export function randomOf(...parts: readonly (string | number)[]): Random {
  let state = hashOf(parts.join("\u0000"));
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (n: number): number => Math.floor(next() * n);
  return {
    next,
    below,
    between: (min, max) => min + next() * (max - min),
    pick: (items) => items[below(items.length)]!,
    shuffle: (items) => {
      const out = [...items];
      for (let i = out.length - 1; i > 0; i--) {
        const j = below(i + 1);
        [out[i], out[j]] = [out[j]!, out[i]!];
      }
      return out;
    },
  };
}

/** 32 bits of `text`. */
export function hashOf(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
