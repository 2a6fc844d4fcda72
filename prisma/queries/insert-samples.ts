/** @file Writes a report's sample captions, of pictures of the run's own dataset version only. */
import type { Statements } from "../statements.ts";
import type { Origin } from "./insert-metric-points.ts";

export interface SampleRow {
  readonly epoch: number;
  readonly step: number;
  readonly pictureId: string;
  readonly text: string;
  readonly logProbability: number | null;
}

/** A sample of the same epoch and picture replaces the old one; one of a picture that is not in the version is left out. */
export async function insertSamples(
  tx: Statements,
  { teamId, runId, attempt, sequence }: Origin,
  samples: readonly SampleRow[],
): Promise<void> {
  const latest = [...new Map(samples.map((row) => [`${row.epoch} ${row.pictureId}`, row])).values()];
  await tx.$executeRaw`
    INSERT INTO samples (team_id, run_id, epoch, picture_id, step, text, log_probability, sequence, attempt)
    SELECT ${teamId}, ${runId}, s.epoch, p.id, s.step, s.text, s."logProbability", ${sequence}, ${attempt}
    FROM jsonb_to_recordset(${JSON.stringify(latest)}::jsonb) AS s (epoch int, step bigint, "pictureId" text, text text, "logProbability" float8)
      JOIN runs r ON r.team_id = ${teamId} AND r.id = ${runId}
      JOIN pictures p ON p.team_id = ${teamId} AND p.id = s."pictureId" AND p.version_id = r.dataset_version_id
    ON CONFLICT (run_id, epoch, picture_id) DO UPDATE SET step = excluded.step, text = excluded.text,
      log_probability = excluded.log_probability, sequence = excluded.sequence, attempt = excluded.attempt`;
}
