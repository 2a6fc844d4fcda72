/** @file What a part of the bench says: what was measured, beside its goal. */
import { percentile } from "../../faults/support/random.ts";

export interface Measured {
  readonly part: string;
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  /** The goal; null: there is none, the number explains another one. */
  readonly goal: { readonly atLeast: number } | { readonly below: number } | null;
}

export const spread = (times: readonly number[]): { p50: number; p95: number; p99: number } => ({
  p50: percentile(times, 0.5),
  p95: percentile(times, 0.95),
  p99: percentile(times, 0.99),
});

const shown = (value: number): string =>
  Math.abs(value) >= 100 ? Math.round(value).toLocaleString("en") : value.toFixed(value < 1 ? 2 : 1);

/** Above 1 the goal is passed, whichever way it points. */
function ratio({ value, goal }: Measured): string {
  if (goal === null) return "";
  return ("atLeast" in goal ? value / goal.atLeast : goal.below / value).toFixed(2);
}

export function printMeasured(rows: readonly Measured[]): string {
  const goal = ({ goal: wanted, unit }: Measured): string =>
    wanted === null ? "" : "atLeast" in wanted ? `>= ${shown(wanted.atLeast)} ${unit}` : `< ${shown(wanted.below)} ${unit}`;
  const cells = [
    ["part", "what", "goal", "measured", "ratio"],
    ...rows.map((row) => [row.part, row.what, goal(row), `${shown(row.value)} ${row.unit}`, ratio(row)]),
  ];
  const widths = cells[0]!.map((_, column) => Math.max(...cells.map((row) => row[column]!.length)));
  return cells
    .map((row) =>
      row
        .map((text, column) => (column < 2 ? text.padEnd(widths[column]!) : text.padStart(widths[column]!)))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
