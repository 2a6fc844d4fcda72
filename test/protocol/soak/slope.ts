/** @file How fast something grows: the least-squares line through samples, and how sure its slope is. */

export interface Sample {
  readonly hours: number;
  readonly value: number;
}
export interface Slope {
  /** Of the value, an hour. */
  readonly perHour: number;
  /** Standard error of it. */
  readonly error: number;
  readonly samples: number;
  readonly hours: number;
}

/** The slope that groups have in common, each with a height of its own: a process that was started again begins elsewhere. Null: too few samples. */
export function commonSlope(groups: readonly (readonly Sample[])[]): Slope | null {
  let [xx, xy, yy, samples, hours, used] = [0, 0, 0, 0, 0, 0];
  for (const group of groups.filter(({ length }) => length >= 3)) {
    const mean = (pick: (sample: Sample) => number): number => group.reduce((sum, sample) => sum + pick(sample), 0) / group.length;
    const [x, y] = [mean((sample) => sample.hours), mean((sample) => sample.value)];
    for (const sample of group) {
      xx += (sample.hours - x) ** 2;
      xy += (sample.hours - x) * (sample.value - y);
      yy += (sample.value - y) ** 2;
    }
    samples += group.length;
    hours += group.at(-1)!.hours - group[0]!.hours;
    used++;
  }
  if (xx === 0) return null;
  const perHour = xy / xx;
  const degrees = samples - used - 1;
  return { perHour, error: degrees > 0 ? Math.sqrt(Math.max(0, yy - perHour * xy) / degrees / xx) : Number.NaN, samples, hours };
}
