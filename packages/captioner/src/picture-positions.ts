/** @file Where the cells of a feature grid are: masks scaled to the grid, and sine positions over what is not padding. */

/** 1 = padding, row-major `[B, rows, columns]`. */
export interface GridMask {
  readonly data: Uint8Array;
  readonly B: number;
  readonly rows: number;
  readonly columns: number;
}

/**
 * Picks the nearest mask pixel for each grid cell: source = floor(cell * pixels / cells), in float32 as PyTorch does.
 * @param mask Uint8 `[B, height, width]`, 1 = padding.
 */
export function maskOfGrid(mask: Uint8Array, B: number, height: number, width: number, rows: number, columns: number): GridMask {
  if (mask.length !== B * height * width) throw new RangeError(`The mask has ${mask.length} values, not ${B} x ${height} x ${width}.`);
  const source = (cell: number, pixels: number, cells: number): number =>
    Math.min(pixels - 1, Math.floor(Math.fround(cell * Math.fround(pixels / cells))));
  const data = new Uint8Array(B * rows * columns);
  let at = 0;
  for (let b = 0; b < B; b++)
    for (let y = 0; y < rows; y++)
      for (let x = 0; x < columns; x++) data[at++] = mask[(b * height + source(y, height, rows)) * width + source(x, width, columns)]!;
  return { data, B, rows, columns };
}

export const hasPadding = (mask: GridMask): boolean => mask.data.includes(1);

/**
 * Sine positions of one picture's grid, y in the first half of the channels, x in the second.
 *
 *   E_y = 2 pi * (number of visible cells at or above) / (number in the column + 1e-6), E_x likewise by rows
 *   P(E)[2k] = sin(E / 10000^(2k / F)), P(E)[2k + 1] = cos(the same), F = D / 2
 *
 * @param hidden Uint8 `[rows, columns]`, 1 = padding.
 * @returns float32 `[rows * columns, D]`.
 * @source Carion et al. 2020, DETR (https://arxiv.org/abs/2005.12872), appendix A.4; normalised variant
 */
export function sinePositions(hidden: Uint8Array, rows: number, columns: number, D: number): Float32Array {
  const F = D / 2;
  const periods = Array.from({ length: F }, (_, i) => 10000 ** ((2 * Math.floor(i / 2)) / F));
  const out = new Float32Array(rows * columns * D);
  const inColumn = new Array<number>(columns).fill(0);
  const inRow = new Array<number>(rows).fill(0);
  for (let y = 0; y < rows; y++)
    for (let x = 0; x < columns; x++)
      if (hidden[y * columns + x] === 0) {
        inColumn[x]!++;
        inRow[y]!++;
      }
  const above = new Array<number>(columns).fill(0);
  for (let y = 0; y < rows; y++) {
    let left = 0;
    for (let x = 0; x < columns; x++) {
      if (hidden[y * columns + x] === 0) {
        above[x]!++;
        left++;
      }
      const at = (y * columns + x) * D;
      const ey = (above[x]! / (inColumn[x]! + 1e-6)) * 2 * Math.PI;
      const ex = (left / (inRow[y]! + 1e-6)) * 2 * Math.PI;
      for (let i = 0; i < F; i++) {
        const wave = i % 2 === 0 ? Math.sin : Math.cos;
        out[at + i] = wave(ey / periods[i]!);
        out[at + F + i] = wave(ex / periods[i]!);
      }
    }
  }
  return out;
}

/** How many different maskings are remembered: pictures of one dataset have few aspect ratios. */
const REMEMBERED = 256;

/** Sine positions of a batch, computed once per different mask. */
export class SinePositionCache {
  readonly #known = new Map<string, Float32Array>();

  /** float32 `[B, rows * columns, D]`, or `[1, ...]` when all masks are equal: it broadcasts. */
  get(mask: GridMask, D: number): { values: Float32Array; B: number } {
    const cells = mask.rows * mask.columns;
    const each = Array.from({ length: mask.B }, (_, b) => this.#one(mask.data.subarray(b * cells, (b + 1) * cells), mask, D));
    if (each.every((values) => values === each[0])) return { values: each[0]!, B: 1 };
    const values = new Float32Array(mask.B * cells * D);
    for (const [b, one] of each.entries()) values.set(one, b * cells * D);
    return { values, B: mask.B };
  }

  #one(hidden: Uint8Array, { rows, columns }: GridMask, D: number): Float32Array {
    const key = `${rows}x${columns}x${D}:${Buffer.from(hidden).toString("latin1")}`;
    let found = this.#known.get(key);
    if (!found) {
      found = sinePositions(hidden, rows, columns, D);
      if (this.#known.size >= REMEMBERED) this.#known.delete(this.#known.keys().next().value!);
      this.#known.set(key, found);
    }
    return found;
  }
}
