/** @file Seeded initial weights. A value depends on (seed, name, index) only, so the order of creation does not matter. */

/** FNV-1a of the UTF-16 code units (names are ASCII). @source http://www.isthe.com/chongo/tech/comp/fnv/ */
export function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

/** One draw of mulberry32 at state `a`, in [0, 1). @source Tommy Ettinger, public domain. */
export function mulberry32(a: number): number {
  let t = Math.imul(a ^ (a >>> 15), a | 1);
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
}

/** The `i`-th value of the stream of `key`, uniform in [-1, 1): counter-based, so any element can be had alone. */
export const uniformAt = (key: number, i: number): number => 2 * mulberry32((key + Math.imul(0x6d2b79f5, i + 1)) >>> 0) - 1;

/** How a parameter begins. `bound`: uniform in [-bound, bound). `deviation`: normal. `value`: constant. */
export type Initial =
  | { readonly bound: number }
  | { readonly deviation: number }
  | { readonly value: number }
  | { readonly between: readonly [number, number] };

/** `count` initial values of the parameter `name` under `seed`. */
export function initialValues(initial: Initial, count: number, name: string, seed: number): Float32Array {
  const values = new Float32Array(count);
  const key = fnv1a(`${seed}/${name}`);
  if ("value" in initial) return values.fill(initial.value);
  if ("bound" in initial) {
    for (let i = 0; i < count; i++) values[i] = initial.bound * uniformAt(key, i);
  } else if ("between" in initial) {
    const [low, high] = initial.between;
    for (let i = 0; i < count; i++) values[i] = low + (high - low) * 0.5 * (uniformAt(key, i) + 1);
  } else {
    // Box-Muller: two uniforms make one normal here; the second is not worth the bookkeeping.
    for (let i = 0; i < count; i++) {
      const radius = Math.sqrt(-2 * Math.log(1 - 0.5 * (uniformAt(key, 2 * i) + 1)));
      values[i] = initial.deviation * radius * Math.cos(Math.PI * uniformAt(key, 2 * i + 1));
    }
  }
  return values;
}

/** Xavier's uniform bound over a stored two-dimensional shape. @source Glorot and Bengio 2010, eq. 16 */
export const xavier = (rows: number, columns: number): Initial => ({ bound: Math.sqrt(6 / (rows + columns)) });
/** What PyTorch gives the weight and bias of a layer with `fanIn` inputs. */
export const fanInBound = (fanIn: number): Initial => ({ bound: 1 / Math.sqrt(fanIn) });
/** He's normal initialisation over the outputs. @source He et al. 2015 (https://arxiv.org/abs/1502.01852), eq. 14 */
export const heFanOut = (kernel: number, outputs: number): Initial => ({ deviation: Math.sqrt(2 / (kernel * kernel * outputs)) });
export const heFanIn = (kernel: number, inputs: number): Initial => ({ deviation: Math.sqrt(2 / (kernel * kernel * inputs)) });
