/** @file Real trainings that are small: how many steps they take, where they stand, and what must be true at their end. */
import type { Platform } from "./platform.ts";
import { until } from "./programs.ts";

export interface TrainingPlan {
  readonly poolId: string;
  readonly name: string;
  readonly epochs: number;
  /** Pictures of an epoch; steps of an epoch = pictures / 8. */
  readonly pictures: number;
  /** A LATEST checkpoint each so many steps: what a crash may cost. */
  readonly everySteps: number;
  readonly seed?: number;
}

/** One row of `runs`, with what the matrix looks at. */
export interface RunRow {
  readonly id: string;
  readonly status: string;
  readonly requested: string | null;
  readonly endReason: string | null;
  readonly leaseEpoch: number;
  readonly runnerId: string | null;
  readonly step: number;
  readonly totalSteps: number | null;
  readonly attemptsWithoutProgress: number;
  readonly replayDivergent: number;
  readonly eventSeq: number;
}
export interface AttemptRow {
  readonly number: number;
  readonly runnerId: string | null;
  readonly claimedAtMs: number;
  readonly endedAtMs: number | null;
  readonly fromStep: number;
  readonly outcome: string | null;
}

const PICTURES_A_STEP = 8;
/** A few milliseconds a step on an engine in C++, a few tens in WebAssembly. */
const TINY = { model: { hiddenDim: 32, feedForwardDim: 64, heads: 2, decoderLayers: 1 }, picture: { size: 32 } };
export const stepsOf = ({ epochs, pictures }: Pick<TrainingPlan, "epochs" | "pictures">): number =>
  epochs * Math.ceil(pictures / PICTURES_A_STEP);

export async function createTraining(platform: Platform, plan: TrainingPlan): Promise<string> {
  const overrides = {
    ...TINY,
    optimizer: { batchSize: PICTURES_A_STEP },
    schedule: { epochs: plan.epochs, limit: plan.pictures, seed: plan.seed ?? 42, warmupSteps: 5 },
    checkpoint: { everyEpochs: 0, everySteps: plan.everySteps, samples: 0, logStep: 1_000_000 },
  };
  const input = { datasetId: platform.datasetId, poolId: plan.poolId, name: plan.name, config: { preset: "demo" }, overrides };
  const { createRun } = await platform.mutate<{ createRun: { run: { id: string } } }>("createRun", input, "run { id }");
  return createRun.run.id;
}

export async function loadRun(platform: Platform, runId: string): Promise<RunRow> {
  const rows = await platform.database.query<RunRow>(
    `SELECT id, status::text, requested::text, end_reason::text AS "endReason", lease_epoch AS "leaseEpoch", runner_id AS "runnerId", step::int, total_steps::int AS "totalSteps",
            attempts_without_progress AS "attemptsWithoutProgress", replay_divergent::int AS "replayDivergent", event_seq::int AS "eventSeq" FROM runs WHERE id = $1`,
    [runId],
  );
  return rows[0]!;
}

export const loadAttempts = (platform: Platform, runId: string): Promise<AttemptRow[]> =>
  platform.database.query<AttemptRow>(
    `SELECT number, runner_id AS "runnerId", (extract(epoch FROM claimed_at) * 1000)::float8 AS "claimedAtMs", (extract(epoch FROM ended_at) * 1000)::float8 AS "endedAtMs",
            from_step::int AS "fromStep", outcome FROM attempts WHERE run_id = $1 ORDER BY number`,
    [runId],
  );

/** Waits until the run has reached `step`. @throws when it ends before that. */
export const untilStep = (platform: Platform, runId: string, step: number, timeoutMs = 120_000): Promise<RunRow> =>
  until(
    `${runId} reaches step ${step}`,
    async () => {
      const run = await loadRun(platform, runId);
      if (["FAILED", "CANCELLED"].includes(run.status)) throw new Error(`${runId} ended as ${run.status}.`);
      return run.step >= step && run;
    },
    timeoutMs,
  );

export const untilStatus = (platform: Platform, runId: string, status: string, timeoutMs = 300_000): Promise<RunRow> =>
  until(
    `${runId} is ${status}`,
    async () => {
      const run = await loadRun(platform, runId);
      if (["FAILED", "CANCELLED", "SUCCEEDED"].includes(run.status) && run.status !== status)
        throw new Error(`${runId} is ${run.status}, not ${status}.`);
      return run.status === status && run;
    },
    timeoutMs,
  );

/** Waits for the claim number `epoch`. */
export const untilAttempt = (platform: Platform, runId: string, epoch: number, timeoutMs = 120_000): Promise<AttemptRow> =>
  until(`attempt ${epoch} of ${runId}`, async () => (await loadAttempts(platform, runId)).find(({ number }) => number >= epoch), timeoutMs);

/** What is wrong with a run's stored steps up to `last`; the key of the table rules doubles out, and this counts anyway. */
export async function stepFaults(
  platform: Platform,
  runId: string,
  last: number,
): Promise<{ missing: number; doubled: number; beyond: number }> {
  const rows = await platform.database.query<{ points: number; steps: number; within: number }>(
    `SELECT count(*)::int AS points, count(DISTINCT step)::int AS steps, count(DISTINCT step) FILTER (WHERE step BETWEEN 1 AND $2)::int AS within
       FROM metric_points WHERE run_id = $1 AND name = 'loss'`,
    [runId, last],
  );
  const { points, steps, within } = rows[0]!;
  return { missing: last - within, doubled: points - steps, beyond: steps - within };
}

/** SHA-256 of the newest committed weights: equal hashes are equal bits. */
export async function finalWeights(platform: Platform, runId: string): Promise<{ step: number; sha256: string }> {
  const rows = await platform.database.query<{ step: number; sha256: string }>(
    `SELECT c.step::int, f->>'sha256' AS sha256 FROM checkpoints c, jsonb_array_elements(c.files) f
      WHERE c.run_id = $1 AND c.status = 'COMMITTED' AND f->>'name' = 'weights.safetensors' ORDER BY c.step DESC, c.committed_at DESC LIMIT 1`,
    [runId],
  );
  return rows[0] ?? { step: -1, sha256: "none" };
}
