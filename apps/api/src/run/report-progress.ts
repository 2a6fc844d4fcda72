/** @file reportProgress: a runner's curves, logs, epochs and samples, in order and exactly once. */
import { acceptReport, type Accepted } from "@capstan/prisma/queries/accept-report";
import { insertEpochs, updateBestEpoch, type EpochSummaryRow } from "@capstan/prisma/queries/insert-epochs";
import { insertLogLines, type LogRow } from "@capstan/prisma/queries/insert-log-lines";
import { insertMetricPoints, type PointColumns } from "@capstan/prisma/queries/insert-metric-points";
import { insertSamples, type SampleRow } from "@capstan/prisma/queries/insert-samples";
import { moveRun } from "@capstan/prisma/queries/move-run";
import { renewLease, type Lease } from "@capstan/prisma/queries/renew-lease";
import type { Statements } from "@capstan/prisma/statements";
import { AppError } from "@capstan/run/error-code";
import { LEASE_SECONDS, REPORT_EVERY_MS } from "@capstan/run/protocol";
import type { RunRequest } from "@capstan/run/status";
import { requireRunner } from "../access.ts";
import { reportSeconds, storedPoints, timed } from "../http/metrics.ts";
import { engineOf, touchRunner } from "../runner/touch-runner.ts";
import { builder } from "../schema/builder.ts";
import { defineMutation } from "../schema/define-mutation.ts";
import { asHolder } from "./holder.ts";
import { gap, leaseOf, requireLease } from "./refuse-lease.ts";
import {
  EpochSummaryInput,
  epochRows,
  LogLineInput,
  MetricColumnInput,
  pointColumns,
  ProgressInput,
  RunStartedInput,
  SampleInput,
  storable,
} from "./report-inputs.ts";
import { RunRequestEnum } from "./run-enums.ts";

const ReportProgressInput = builder.inputType("ReportProgressInput", {
  description: "One report of a lease. Reports are numbered without holes and applied in order, each once.",
  fields: (t) => ({
    runId: t.id({ required: true, description: "From the claim." }),
    leaseEpoch: t.int({ required: true, description: "From the claim." }),
    sequence: t.field({ type: "SafeInt", required: true, description: "Counts the reports of this lease from 0." }),
    started: t.field({ type: RunStartedInput, description: "With the first report of a training." }),
    progress: t.field({ type: ProgressInput, description: "How far it is." }),
    metrics: t.field({ type: [MetricColumnInput], description: "New points; at most 1,000 in a report." }),
    logs: t.field({ type: [LogLineInput], description: "New log lines." }),
    epochs: t.field({ type: [EpochSummaryInput], description: "Epochs that ended." }),
    samples: t.field({ type: [SampleInput], description: "Captions of validation pictures." }),
  }),
});

interface Contents {
  readonly points: PointColumns;
  readonly epochs: readonly EpochSummaryRow[];
  readonly logs: readonly LogRow[];
  readonly samples: readonly SampleRow[];
  /** It tells of a training that goes on, so the run is RUNNING. */
  readonly hasSteps: boolean;
}

/** Everything but the fence; the run's row is locked. */
async function store(tx: Statements, lease: Lease, accepted: Accepted, contents: Contents): Promise<void> {
  const { teamId, runId } = lease;
  const origin = { teamId, runId, attempt: lease.leaseEpoch, sequence: accepted.eventSequence };
  const divergent = await insertMetricPoints(tx, origin, contents.points);
  if (divergent > 0)
    await tx.$executeRaw`UPDATE runs SET replay_divergent = replay_divergent + ${divergent} WHERE team_id = ${teamId} AND id = ${runId}`;
  if (contents.logs.length > 0) await insertLogLines(tx, origin, contents.logs);
  if (contents.samples.length > 0) await insertSamples(tx, origin, contents.samples);
  if (contents.epochs.length > 0) {
    await insertEpochs(tx, origin, contents.epochs);
    await updateBestEpoch(tx, teamId, runId, accepted.monitor);
  }
  if (contents.hasSteps && accepted.status === "CLAIMED") {
    await moveRun(tx, {
      teamId,
      runId,
      from: ["CLAIMED"],
      to: "RUNNING",
      actor: lease.runnerId,
      lease: { epoch: lease.leaseEpoch, runnerId: lease.runnerId },
    });
  }
}

/** About what a point weighs in a request; log lines and captions weigh what they are long. */
const POINT_BYTES = 32;
const bytesOf = ({ points, logs, samples }: Contents): number =>
  points.names.length * POINT_BYTES +
  logs.reduce((sum, { message }) => sum + message.length, 0) +
  samples.reduce((sum, { text }) => sum + text.length, 0);

/** A report that arrived before is acknowledged again, and keeps the lease; one that comes too early is told what is missing. */
async function refuse(tx: Statements, lease: Lease, sequence: number): Promise<RunRequest | null> {
  const state = await requireLease(tx, lease);
  const arrived = Number(state.ingestSequence);
  if (sequence > arrived) throw gap(arrived + 1);
  await renewLease(tx, lease, LEASE_SECONDS);
  return state.requested;
}

defineMutation({
  name: "reportProgress",
  description: "For runners: what the training says. When it is answered without an error, it is stored for good; repeat it until it is.",
  input: ReportProgressInput,
  run: (given, input) =>
    timed(
      reportSeconds,
      async () => {
        const ctx = await asHolder(given, input.runId);
        const runner = requireRunner(ctx.caller);
        const lease = leaseOf(runner, input);
        const { sequence, started, progress } = input;
        if (sequence < 0) throw new AppError("INVALID_INPUT", "Reports are numbered from 0.", { path: ["sequence"] });
        const epochs = epochRows(input.epochs ?? []);
        const contents: Contents = {
          points: pointColumns(input.metrics ?? [], epochs),
          epochs,
          logs: (input.logs ?? []).map((line) => ({ ...line, message: storable(line.message) })),
          samples: (input.samples ?? []).map((sample) => ({
            ...sample,
            text: storable(sample.text),
            logProbability: sample.logProbability ?? null,
          })),
          hasSteps: Boolean(progress) || (input.metrics ?? []).length > 0 || epochs.length > 0,
        };
        ctx.reportQuota.take(lease.teamId, { points: contents.points.names.length, bytes: bytesOf(contents) });
        return ctx.sql(
          async (tx) => {
            const accepted = await acceptReport(tx, {
              ...lease,
              sequence,
              leaseSeconds: LEASE_SECONDS,
              progress: progress
                ? {
                    step: progress.step,
                    epoch: progress.epoch,
                    samplesPerSecond: progress.samplesPerSecond ?? null,
                    etaSeconds: progress.etaSeconds ?? null,
                  }
                : null,
              started: started
                ? { step: started.step, totalSteps: started.totalSteps, totalEpochs: started.totalEpochs, engine: engineOf(started.engine) }
                : null,
            });
            if (!accepted) return { accepted: true, duplicate: true, requested: await refuse(tx, lease, sequence) };
            await store(tx, lease, accepted, contents);
            await touchRunner(tx, runner);
            storedPoints.inc(contents.points.names.length);
            return { accepted: true, duplicate: false, requested: accepted.requested };
          },
          { teamId: lease.teamId, id: lease.runId },
        );
      },
      ({ duplicate }) => (duplicate ? "duplicate" : "stored"),
    ),
  payload: (t) => ({
    accepted: t.boolean({
      description: "It is stored: delete it from the spool.",
      resolve: (outcome) => outcome.result?.accepted ?? false,
    }),
    duplicate: t.boolean({
      description: "It was stored before; nothing was changed now.",
      resolve: (outcome) => outcome.result?.duplicate ?? false,
    }),
    expectedSequence: t.field({
      type: "SafeInt",
      nullable: true,
      description: "With GAP: the report to go on with.",
      resolve: (outcome) => outcome.errors.map(({ detail }) => detail.expected).find((expected) => typeof expected === "number"),
    }),
    requested: t.field({
      type: RunRequestEnum,
      nullable: true,
      description: "What was asked of the run and is not done yet.",
      resolve: (outcome) => outcome.result?.requested,
    }),
    flushAfterMs: t.int({
      description: "Send the next report after so many milliseconds, or when it is full; with RATE_LIMITED, this one again.",
      resolve: (outcome) => outcome.errors.map(({ detail }) => detail.retryAfterMs).find((ms) => typeof ms === "number") ?? REPORT_EVERY_MS,
    }),
  }),
});
