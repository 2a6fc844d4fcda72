/** @file A run that ended may have ended before the last step of an attempt that was lost: nothing beyond its end is of the run. */
import type { Statements } from "../statements.ts";
import { updateBestEpoch } from "./insert-epochs.ts";
import { addUpAgain, BUCKET_STEPS } from "./metric-buckets.ts";

/**
 * Removes what earlier attempts reported beyond the step at which `attempt` ended: points, epochs and samples of training that no
 * weights come from. Log lines stay. An attempt that reported nothing ended where it began, and the run's step says so, too.
 */
export async function trimToEnd(
  tx: Statements,
  { teamId, runId, attempt }: { readonly teamId: string; readonly runId: string; readonly attempt: number },
): Promise<void> {
  if (attempt <= 1) return;
  // Steps are looked up curve by curve: the primary key begins with the name.
  const rows = await tx.$queryRaw<{ epochs: number; monitor: string | null; names: string[]; steps: bigint[] }[]>`
    WITH RECURSIVE ended AS MATERIALIZED (
      SELECT r.id, r.config #>> '{schedule,monitor}' AS monitor, CASE WHEN r.ingest_seq < 0 THEN a.from_step ELSE r.step END AS step
      FROM runs r JOIN attempts a ON a.team_id = r.team_id AND a.run_id = r.id AND a.number = r.lease_epoch
      WHERE r.team_id = ${teamId} AND r.id = ${runId} AND r.lease_epoch = ${attempt}),
    curves AS (
      (SELECT name FROM metric_points WHERE run_id = ${runId} ORDER BY name LIMIT 1)
      UNION ALL
      SELECT (SELECT m.name FROM metric_points m WHERE m.run_id = ${runId} AND m.name > c.name ORDER BY m.name LIMIT 1) FROM curves c WHERE c.name IS NOT NULL),
    without_points AS (
      DELETE FROM metric_points p USING curves c, ended e
      WHERE p.team_id = ${teamId} AND p.run_id = ${runId} AND p.name = c.name AND p.step > e.step AND p.attempt < ${attempt}
      RETURNING p.name, p.step),
    buckets AS (SELECT name, min(step) AS step FROM without_points GROUP BY name, step / ${BUCKET_STEPS}::bigint),
    without_epochs AS (
      DELETE FROM epoch_summaries s USING ended e
      WHERE s.team_id = ${teamId} AND s.run_id = ${runId} AND s.step > e.step AND s.attempt < ${attempt} RETURNING 1),
    without_samples AS (
      DELETE FROM samples s USING ended e WHERE s.team_id = ${teamId} AND s.run_id = ${runId} AND s.step > e.step AND s.attempt < ${attempt}),
    stepped AS (
      UPDATE runs r SET step = e.step FROM ended e WHERE r.team_id = ${teamId} AND r.id = e.id AND r.step > e.step)
    SELECT (SELECT count(*) FROM without_epochs)::int AS epochs, monitor,
      coalesce((SELECT array_agg(name ORDER BY name, step) FROM buckets), '{}') AS names,
      coalesce((SELECT array_agg(step ORDER BY name, step) FROM buckets), '{}') AS steps
    FROM ended`;
  const [trimmed] = rows;
  if (!trimmed) return;
  if (trimmed.names.length > 0) await addUpAgain(tx, runId, trimmed.names, trimmed.steps);
  if (trimmed.epochs === 0) return;
  await tx.$executeRaw`UPDATE runs SET best_epoch = NULL, best_validation_loss = NULL WHERE team_id = ${teamId} AND id = ${runId}`;
  await updateBestEpoch(tx, teamId, runId, trimmed.monitor);
}
