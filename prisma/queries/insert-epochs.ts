/** @file Writes a report's epoch summaries, and says again which epoch is best. */
import type { Statements } from "../statements.ts";
import type { Origin } from "./insert-metric-points.ts";

export interface EpochSummaryRow {
  readonly epoch: number;
  readonly step: number;
  readonly trainLoss: number | null;
  readonly validationLoss: number | null;
  /** By metric name. */
  readonly scores: Readonly<Record<string, number | null>>;
  /** Of the scores that have one, by metric name. */
  readonly intervals: Readonly<Record<string, { readonly low: number; readonly high: number }>>;
  readonly learningRate: number | null;
  readonly seconds: number;
}

/** An epoch that is trained again replaces its summary. */
export async function insertEpochs(
  tx: Statements,
  { teamId, runId, attempt, sequence }: Origin,
  epochs: readonly EpochSummaryRow[],
): Promise<void> {
  const latest = [...new Map(epochs.map((row) => [row.epoch, row])).values()];
  await tx.$executeRaw`
    INSERT INTO epoch_summaries (team_id, run_id, epoch, step, train_loss, validation_loss, scores, score_intervals, learning_rate, seconds, sequence, attempt)
    SELECT ${teamId}, ${runId}, e.epoch, e.step, e."trainLoss", e."validationLoss", e.scores, e.intervals, e."learningRate", e.seconds, ${sequence}, ${attempt}
    FROM jsonb_to_recordset(${JSON.stringify(latest)}::jsonb)
      AS e (epoch int, step bigint, "trainLoss" float8, "validationLoss" float8, scores jsonb, intervals jsonb, "learningRate" float8, seconds float8)
    ON CONFLICT (run_id, epoch) DO UPDATE SET step = excluded.step, train_loss = excluded.train_loss, validation_loss = excluded.validation_loss,
      scores = excluded.scores, score_intervals = excluded.score_intervals, learning_rate = excluded.learning_rate, seconds = excluded.seconds, sequence = excluded.sequence, attempt = excluded.attempt`;
}

/** The earliest epoch with the lowest validation loss, or with the highest CIDEr-D when the configuration monitors that. */
export async function updateBestEpoch(tx: Statements, teamId: string, runId: string, monitor: string | null): Promise<void> {
  await tx.$executeRaw`
    WITH best AS (
      SELECT epoch, validation_loss FROM epoch_summaries
      WHERE team_id = ${teamId} AND run_id = ${runId}
        AND CASE WHEN ${monitor}::text = 'cider' THEN scores -> 'cider' IS NOT NULL AND scores ->> 'cider' IS NOT NULL ELSE validation_loss IS NOT NULL END
      ORDER BY CASE WHEN ${monitor}::text = 'cider' THEN -(scores ->> 'cider')::float8 ELSE validation_loss END, epoch LIMIT 1)
    UPDATE runs SET best_epoch = best.epoch, best_validation_loss = best.validation_loss FROM best WHERE team_id = ${teamId} AND id = ${runId}`;
}
