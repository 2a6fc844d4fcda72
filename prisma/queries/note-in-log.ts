/** @file A line of the platform's own in a run's log: who took it, lost it, or asked something of it. */
import type { Tx } from "../database.ts";

export interface RunNote {
  readonly teamId: string;
  readonly runId: string;
  readonly level: "INFO" | "WARNING" | "ERROR";
  readonly message: string;
}

/**
 * Writes the line at the run's present sequence, behind what is there. The caller's transaction has raised that sequence and
 * still holds the run's row: a sequence that somebody read already would never be read again.
 */
export async function noteInLog(tx: Tx, { teamId, runId, level, message }: RunNote): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO log_lines (team_id, run_id, sequence, line, at, level, message, attempt)
    SELECT r.team_id, r.id, r.event_seq, coalesce((SELECT max(l.line) + 1 FROM log_lines l WHERE l.run_id = r.id AND l.sequence = r.event_seq), 0),
      now(), ${level}::"LogLevel", ${message}, r.lease_epoch
    FROM runs r WHERE r.team_id = ${teamId} AND r.id = ${runId}`;
}
