/** @file Curves: a metric's points in columns, sorted by step. Pure; every function leaves its arguments as they were. */

export interface Curve {
  readonly steps: readonly number[];
  /** null: the value was not finite. */
  readonly values: readonly (number | null)[];
  /** Which attempt trained the step; 0 for history, whose points the server has replaced already. */
  readonly attempts: readonly number[];
}

export interface Column {
  readonly steps: readonly number[];
  readonly values: readonly (number | null)[];
}

/** Curves over one axis: the steps, then each curve's values. */
export type Columns = readonly [steps: number[], ...curves: (number | null)[][]];

export const EMPTY_CURVE: Curve = { steps: [], values: [], attempts: [] };

/**
 * `curve` with the points of `column`. Where both have a step, the later attempt's point stands: a run that went on from a
 * checkpoint trains some steps again. Columns are sorted by step.
 */
export function mergeColumn(curve: Curve, column: Column, attempt: number): Curve {
  if (column.steps.length === 0) return curve;
  const attempts = new Array<number>(column.steps.length).fill(attempt);
  const last = curve.steps.at(-1);
  if (last === undefined || column.steps[0]! > last)
    return {
      steps: [...curve.steps, ...column.steps],
      values: [...curve.values, ...column.values],
      attempts: [...curve.attempts, ...attempts],
    };
  return interleave(curve, { ...column, attempts });
}

function interleave(a: Curve, b: Curve): Curve {
  const out = { steps: [] as number[], values: [] as (number | null)[], attempts: [] as number[] };
  const take = (from: Curve, i: number) => {
    out.steps.push(from.steps[i]!);
    out.values.push(from.values[i] ?? null);
    out.attempts.push(from.attempts[i]!);
  };
  let i = 0;
  let j = 0;
  while (i < a.steps.length || j < b.steps.length) {
    const stepA = a.steps[i] ?? Number.POSITIVE_INFINITY;
    const stepB = b.steps[j] ?? Number.POSITIVE_INFINITY;
    if (stepA < stepB) take(a, i++);
    else if (stepB < stepA) take(b, j++);
    else {
      if (b.attempts[j]! >= a.attempts[i]!) take(b, j);
      else take(a, i);
      i++;
      j++;
    }
  }
  return out;
}

/**
 * Exponential moving average without the pull to zero at its beginning; gaps stay gaps.
 * @param weight of the past, in [0, 1); 0 leaves the values as they are.
 */
export function smooth(values: readonly (number | null)[], weight: number): (number | null)[] {
  let sum = 0;
  let mass = 0;
  return values.map((value) => {
    if (value === null) return null;
    sum = weight * sum + (1 - weight) * value;
    mass = weight * mass + (1 - weight);
    return sum / mass;
  });
}

/** Curves over one common axis: the first column is the steps, the others hold null where a curve has no point. */
export function align(curves: readonly Column[]): Columns {
  const [first] = curves;
  if (first && curves.every(({ steps }) => steps === first.steps)) return [[...first.steps], ...curves.map(({ values }) => [...values])];
  const steps = [...new Set(curves.flatMap((curve) => curve.steps))].sort((a, b) => a - b);
  const index = new Map(steps.map((step, i) => [step, i]));
  const columns = curves.map((curve) => {
    const column = new Array<number | null>(steps.length).fill(null);
    curve.steps.forEach((step, i) => {
      column[index.get(step)!] = curve.values[i] ?? null;
    });
    return column;
  });
  return [steps, ...columns];
}

/** The last finite value. */
export function lastValue(values: readonly (number | null)[]): number | null {
  return values.findLast((value) => value !== null) ?? null;
}
