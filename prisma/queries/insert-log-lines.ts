/** @file Writes a report's log lines, in the order that they came. */
import type { Statements } from "../statements.ts";
import type { Origin } from "./insert-metric-points.ts";

export interface LogRow {
  readonly at: Date;
  readonly level: "INFO" | "WARNING" | "ERROR";
  readonly message: string;
}

export async function insertLogLines(
  tx: Statements,
  { teamId, runId, attempt, sequence }: Origin,
  lines: readonly LogRow[],
): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO log_lines (team_id, run_id, sequence, line, at, level, message, attempt)
    SELECT ${teamId}, ${runId}, ${sequence}, place - 1, at, level::"LogLevel", message, ${attempt}
    FROM unnest(${lines.map((line) => line.at.toISOString())}::timestamptz[], ${lines.map((line) => line.level)}::text[], ${lines.map((line) => line.message)}::text[])
      WITH ORDINALITY AS given (at, level, message, place)`;
}
