/** @file Tables and the few statistics they show. */
export const say = (line = ""): void => void process.stdout.write(`${line}\n`);

export const mebibytes = (bytes: number): string => (bytes / 2 ** 20).toFixed(0);

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** The least-squares slope of values at 0, 1, 2... */
export function slopeOf(values: readonly number[]): number {
  const [centre, mean] = [(values.length - 1) / 2, values.reduce((sum, value) => sum + value, 0) / values.length];
  const along = values.reduce((sum, value, at) => sum + (at - centre) * (value - mean), 0);
  return along / values.reduce((sum, _, at) => sum + (at - centre) ** 2, 0);
}

/** Names to the left, figures to the right. */
export function printTable(head: readonly string[], rows: readonly (readonly string[])[]): void {
  const widths = head.map((title, at) => Math.max(title.length, ...rows.map((row) => row[at]!.length)));
  for (const row of [head, ...rows])
    say(row.map((cell, at) => (at === 0 ? cell.padEnd(widths[at]!) : cell.padStart(widths[at]!))).join("  "));
}
