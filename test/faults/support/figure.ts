/** @file What a row of the matrix says, and how the table of all is printed. */
import type { Platform } from "./platform.ts";
import { chanceOf, type Chance } from "./random.ts";

export interface Figure {
  readonly row: string;
  /** What was done, and how it differs from the matrix when it does. */
  readonly did: string;
  readonly n: number;
  readonly wanted: string;
  readonly measured: string;
  /** null: it could not be done here; `measured` says why. */
  readonly pass: boolean | null;
  /** About how long something took: true of a machine at rest only, so that `npm test` prints it and asserts the others. */
  readonly isTime?: boolean;
}

export type Pace = "short" | "usual" | "full";

export interface FaultContext {
  readonly seed: number;
  readonly chance: Chance;
  /** The platform that rows share; started when first asked for. */
  platform(): Promise<Platform>;
  /** `short` is the part of it in `npm test`, `full` the matrix's own numbers. */
  readonly pace: Pace;
  /** How often, by the pace. */
  times(short: number, usual: number, full: number): number;
  say(line: string): void;
}

export function contextOf(id: string, seed: number, pace: Pace, platform: () => Promise<Platform>): FaultContext {
  const times = (short: number, usual: number, full: number): number => ({ short, usual, full })[pace];
  return { seed, pace, times, platform, chance: chanceOf(seed, id), say: (line) => console.log(line) };
}

export interface FaultRow {
  readonly id: string;
  readonly title: string;
  run(context: FaultContext): Promise<Figure[]>;
}

const verdict = ({ pass }: Figure): string => (pass === null ? "SKIPPED" : pass ? "PASS" : "FAIL");

/** One line for each figure, columns aligned. */
export function printFigures(figures: readonly Figure[]): string {
  const cells = [
    ["row", "n", "", "what was done", "wanted", "measured"],
    ...figures.map((figure) => [figure.row, String(figure.n), verdict(figure), figure.did, figure.wanted, figure.measured]),
  ];
  const widths = cells[0]!.map((_, column) => Math.max(...cells.map((row) => row[column]!.length)));
  return cells
    .map((row) =>
      row
        .map((text, column) => text.padEnd(widths[column]!))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
