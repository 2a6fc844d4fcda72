/** @file Puts a new run into its pool's queue: the last step that createRun, cloneRun and retryRun share. */
import type { Prisma } from "@capstan/prisma/client";
import type { Tx } from "@capstan/prisma/database";
import type { Retention } from "@capstan/prisma/queries/unkept-checkpoints";
import { AppError } from "@capstan/run/error-code";
import { newId } from "@capstan/run/id";
import type { TrainingConfig } from "@capstan/training-config/config";
import { recordAudit } from "../audit/record-audit.ts";
import { actorIdOf } from "../caller.ts";
import type { Context } from "../context.ts";
import { isViolationOf } from "../schema/unique-violation.ts";
import type { RunRow } from "./run-ref.ts";
import { teamTurns } from "./turns.ts";

export const QUEUED_MAX = 1_000;

export interface NewRun {
  readonly teamId: string;
  /** Null: made of `title`, the dataset's name and the number, for example "demo on Shapes #12". */
  readonly name: string | null;
  /** What the configuration is called. */
  readonly title: string;
  readonly datasetName: string;
  readonly datasetVersionId: string;
  readonly configId: string | null;
  readonly config: TrainingConfig;
  readonly initialCheckpointId: string | null;
  readonly poolId: string;
  readonly priority: number;
  readonly tags: readonly string[];
  readonly notes: string;
  readonly retention: Retention;
  readonly idempotencyKey: string | null;
  /** The mutation's name. */
  readonly action: string;
}

/** @throws {AppError} QUOTA_EXCEEDED when too many runs of the team wait. */
export async function insertRun(ctx: Context, tx: Tx, run: NewRun): Promise<RunRow> {
  const { teamId } = run;
  // The update locks the team's row, so that the count below stays true until this run is in.
  const { nextNumber } = await tx.team.update({
    where: { id: teamId },
    data: { nextNumber: { increment: 1 } },
    select: { nextNumber: true },
  });
  const queued = await tx.run.count({ where: { teamId, status: "QUEUED" } });
  if (queued >= QUEUED_MAX)
    throw new AppError(
      "QUOTA_EXCEEDED",
      `${QUEUED_MAX} runs of this team wait already. Cancel some of them, or add runners so that they get their turn.`,
    );
  const number = nextNumber - 1;
  const actor = actorIdOf(ctx.caller)!;
  const row = await tx.run.create({
    data: {
      id: newId("run"),
      teamId,
      number,
      name: run.name ?? `${run.title} on ${run.datasetName} #${number}`,
      configId: run.configId,
      config: run.config as unknown as Prisma.InputJsonValue,
      datasetVersionId: run.datasetVersionId,
      initialCheckpointId: run.initialCheckpointId,
      poolId: run.poolId,
      priority: run.priority,
      tags: [...run.tags],
      notes: run.notes,
      ...run.retention,
      idempotencyKey: run.idempotencyKey,
      createdById: actor,
      totalEpochs: run.config.schedule.epochs,
    },
  });
  await tx.runMove.create({ data: { teamId, runId: row.id, from: null, to: "QUEUED", leaseEpoch: 0, actor }, select: { id: true } });
  await recordAudit(ctx, tx, { teamId, action: run.action, objectId: row.id, summary: `queued the run ${row.name}` });
  return row;
}

/** The run that an earlier call with this key made. */
const earlier = async (ctx: Context, teamId: string, idempotencyKey: string | null | undefined): Promise<RunRow | null> =>
  idempotencyKey ? ctx.db((tx) => tx.run.findUnique({ where: { teamId_idempotencyKey: { teamId, idempotencyKey } } })) : null;

/** `make`, unless a call with this key made its run before. */
export async function onceByKey(
  ctx: Context,
  teamId: string,
  idempotencyKey: string | null | undefined,
  make: () => Promise<RunRow>,
): Promise<RunRow> {
  const known = await earlier(ctx, teamId, idempotencyKey);
  if (known) return known;
  try {
    return await teamTurns.take(teamId, make);
  } catch (error) {
    const winner = isViolationOf(error, "runs_team_id_idempotency_key_key") ? await earlier(ctx, teamId, idempotencyKey) : null;
    if (winner) return winner;
    throw error;
  }
}
