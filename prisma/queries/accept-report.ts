/** @file The fence of a report: one row's lock is fence, order, deduplication and renewal at once. */
import type { RunRequest, RunStatus } from "@capstan/run/status";
import type { Statements } from "../statements.ts";

export interface Report {
  readonly teamId: string;
  readonly runId: string;
  readonly runnerId: string;
  readonly leaseEpoch: number;
  /** Counts the reports of this lease from 0. */
  readonly sequence: number;
  readonly leaseSeconds: number;
  readonly progress: {
    readonly step: number;
    readonly epoch: number;
    readonly samplesPerSecond: number | null;
    readonly etaSeconds: number | null;
  } | null;
  readonly started: { readonly step: number; readonly totalSteps: number; readonly totalEpochs: number; readonly engine: unknown } | null;
}
export interface Accepted {
  readonly status: RunStatus;
  readonly requested: RunRequest | null;
  /** The `sequence` of subscriptions: rises by one, under the row's lock, and so without holes. */
  readonly eventSequence: bigint;
  /** Whether CIDEr-D or the validation loss decides which epoch is best. */
  readonly monitor: string | null;
}

/** The first statement of a report's transaction. Null: nothing was changed, and refuse-lease.ts says why. */
export async function acceptReport(tx: Statements, report: Report): Promise<Accepted | null> {
  const { progress, started } = report;
  const rows = await tx.$queryRaw<Accepted[]>`
    UPDATE runs SET ingest_seq = ${report.sequence}, event_seq = event_seq + 1,
      lease_until = now() + ${report.leaseSeconds}::float8 * interval '1 second',
      step = coalesce(${progress?.step ?? started?.step ?? null}::bigint, step),
      epoch = coalesce(${progress?.epoch ?? null}::int, epoch),
      samples_per_second = CASE WHEN ${progress !== null}::boolean THEN ${progress?.samplesPerSecond ?? null}::float8 ELSE samples_per_second END,
      eta_seconds = CASE WHEN ${progress !== null}::boolean THEN ${progress?.etaSeconds ?? null}::float8 ELSE eta_seconds END,
      total_steps = coalesce(${started?.totalSteps ?? null}::bigint, total_steps),
      total_epochs = coalesce(${started?.totalEpochs ?? null}::int, total_epochs),
      engine = coalesce(${started ? JSON.stringify(started.engine) : null}::jsonb, engine)
    WHERE team_id = ${report.teamId} AND id = ${report.runId} AND lease_epoch = ${report.leaseEpoch} AND runner_id = ${report.runnerId}
      AND ingest_seq = ${report.sequence - 1} AND status IN ('CLAIMED', 'RUNNING')
    RETURNING status::text AS status, requested::text AS requested, event_seq AS "eventSequence", config #>> '{schedule,monitor}' AS monitor`;
  return rows[0] ?? null;
}
