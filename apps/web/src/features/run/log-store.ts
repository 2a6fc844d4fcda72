/** @file Log lines in the order of their sequence, each once, the newest few thousand. Pure. */

export interface LogLine {
  readonly sequence: number;
  readonly attempt: number;
  readonly at: string;
  readonly level: "INFO" | "WARNING" | "ERROR";
  readonly message: string;
}

export const LINES_KEPT = 2_000;

/** `lines` with `more`; a line that is there already, by sequence, stays as it is. */
export function mergeLines(lines: readonly LogLine[], more: readonly LogLine[], kept = LINES_KEPT): readonly LogLine[] {
  const last = lines.at(-1)?.sequence ?? -1;
  const fresh = more.filter((line) => line.sequence > last);
  const isOrdered = fresh.length === more.length && fresh.every((line, i) => i === 0 || line.sequence > fresh[i - 1]!.sequence);
  if (isOrdered) return [...lines, ...fresh].slice(-kept);
  const bySequence = new Map([...more, ...lines].map((line) => [line.sequence, line]));
  return [...bySequence.values()].sort((a, b) => a.sequence - b.sequence).slice(-kept);
}
