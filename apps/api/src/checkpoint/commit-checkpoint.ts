/** @file commitCheckpoint: verifies what arrived, and makes it a checkpoint in one transaction. */
import type { Tx } from "@capstan/prisma/database";
import { renewLease, type Lease } from "@capstan/prisma/queries/renew-lease";
import { supersedeCheckpoints } from "@capstan/prisma/queries/supersede-checkpoints";
import { kindOf } from "@capstan/run/id";
import { LEASE_SECONDS } from "@capstan/run/protocol";
import { requireRunner } from "../access.ts";
import type { Context } from "../context.ts";
import { notFound } from "../errors.ts";
import { intervalsByName, scoresByName, ScoreInput, type ScoreIntervals } from "../metric/score.ts";
import { asHolder } from "../run/holder.ts";
import { leaseOf, requireLease, requireReports } from "../run/refuse-lease.ts";
import { builder } from "../schema/builder.ts";
import { defineMutation } from "../schema/define-mutation.ts";
import { partSizes } from "../upload/upload-part.ts";
import { checkpointFiles } from "./checkpoint-files.ts";
import { CheckpointRef, type CheckpointRow } from "./checkpoint-ref.ts";

const CommitCheckpointInput = builder.inputType("CommitCheckpointInput", {
  description: "A checkpoint whose parts were all sent.",
  fields: (t) => ({
    runId: t.id({ required: true, description: "From the claim." }),
    leaseEpoch: t.int({ required: true, description: "From the claim." }),
    checkpointId: t.id({ required: true, description: "From createCheckpointUpload." }),
    afterSequence: t.field({
      type: "SafeInt",
      required: true,
      description: "The reports of this lease up to this one must have arrived, else GAP; -1: none.",
    }),
    validationLoss: t.float({ description: "At its step, in nats per token." }),
    scores: t.field({ type: [ScoreInput], required: true, description: "At its step." }),
  }),
});

async function readAnnounced(tx: Tx, { teamId, runId, leaseEpoch }: Lease, id: string): Promise<CheckpointRow> {
  const row =
    kindOf(id) === "checkpoint" ? await tx.checkpoint.findUnique({ where: { teamId_id: { teamId, id }, runId, leaseEpoch } }) : null;
  if (!row) throw notFound();
  return row;
}

/** Fences by the run's row, which stays locked until the transaction ends. @throws {AppError} GAP when an earlier report is missing. */
async function fence(tx: Tx, lease: Lease, afterSequence: number): Promise<void> {
  await renewLease(tx, lease, LEASE_SECONDS);
  requireReports(await requireLease(tx, lease), afterSequence);
}

/** Joins the parts of every file. @throws {AppError} UPLOAD_INCOMPLETE, UPLOAD_MISMATCH */
async function verify(ctx: Context, row: CheckpointRow): Promise<void> {
  for (const { key, storageUploadId, sizeBytes, partSizeBytes, sha256 } of checkpointFiles(row)) {
    await ctx.store.completeMultipart(key, storageUploadId, { parts: partSizes(sizeBytes, partSizeBytes).length, sizeBytes, sha256 });
  }
}

interface Measured {
  readonly validationLoss: number | null;
  readonly scores: Record<string, number | null>;
  readonly scoreIntervals: ScoreIntervals;
}

async function commit(tx: Tx, { teamId, runId }: Lease, id: string, measured: Measured): Promise<CheckpointRow> {
  const { _max: before } = await tx.checkpoint.aggregate({ where: { teamId, runId, status: "COMMITTED" }, _max: { step: true } });
  const { count } = await tx.checkpoint.updateMany({
    where: { teamId, id, status: "UPLOADING" },
    data: { status: "COMMITTED", committedAt: new Date(), ...measured },
  });
  const row = await tx.checkpoint.findUniqueOrThrow({ where: { teamId_id: { teamId, id } } });
  if (count === 0) return row;
  await supersedeCheckpoints(tx, { teamId, runId, id });
  // A newer checkpoint is progress: the attempts before it no longer count.
  const progressed = before.step === null || row.step > before.step;
  await tx.run.update({
    where: { teamId_id: { teamId, id: runId } },
    data: { eventSeq: { increment: 1 }, ...(progressed ? { attemptsWithoutProgress: 0 } : {}) },
    select: { id: true },
  });
  return row;
}

defineMutation({
  name: "commitCheckpoint",
  description:
    "For runners: verifies sizes and SHA-256 of what was sent, and makes it a checkpoint. Older ones that nobody keeps are deleted. Repeating it answers the same checkpoint.",
  input: CommitCheckpointInput,
  run: async (given, input) => {
    const ctx = await asHolder(given, input.runId);
    const lease = leaseOf(requireRunner(ctx.caller), input);
    const { checkpointId, afterSequence } = input;
    const measured = {
      validationLoss: input.validationLoss ?? null,
      scores: scoresByName(input.scores, ["scores"]),
      scoreIntervals: intervalsByName(input.scores),
    };
    const announced = await ctx.db(async (tx) => {
      const row = await readAnnounced(tx, lease, checkpointId);
      if (row.status === "UPLOADING") await fence(tx, lease, afterSequence);
      return row;
    });
    if (announced.status !== "UPLOADING") return { checkpoint: announced };
    // Reading gigabytes takes longer than a transaction may: the fence is asked again afterwards.
    await verify(ctx, announced);
    const checkpoint = await ctx.db(async (tx) => {
      await fence(tx, lease, afterSequence);
      return commit(tx, lease, checkpointId, measured);
    });
    return { checkpoint };
  },
  payload: (t) => ({
    checkpoint: t.field({
      type: CheckpointRef,
      nullable: true,
      description: "As it was committed.",
      resolve: (outcome) => outcome.result?.checkpoint,
    }),
  }),
});
