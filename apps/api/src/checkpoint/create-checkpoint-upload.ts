/** @file createCheckpointUpload: announces a checkpoint, and answers where its parts go. */
import type { Prisma } from "@capstan/prisma/client";
import type { CheckpointKind } from "@capstan/prisma/enums";
import { renewLease, type Lease } from "@capstan/prisma/queries/renew-lease";
import { AppError } from "@capstan/run/error-code";
import { newId } from "@capstan/run/id";
import { LEASE_SECONDS } from "@capstan/run/protocol";
import { requireRunner } from "../access.ts";
import type { Context } from "../context.ts";
import { checkRequestId } from "../run/check-request-id.ts";
import { asHolder } from "../run/holder.ts";
import { leaseOf, requireLease } from "../run/refuse-lease.ts";
import { builder } from "../schema/builder.ts";
import { defineMutation } from "../schema/define-mutation.ts";
import { isViolationOf } from "../schema/unique-violation.ts";
import { PART_BYTES, signedParts, UploadPartRef } from "../upload/upload-part.ts";
import { checkAnnounced, checkpointFiles, type AnnouncedFile, type CheckpointFile } from "./checkpoint-files.ts";
import type { CheckpointRow } from "./checkpoint-ref.ts";
import { CheckpointKindEnum } from "./checkpoint.ts";

const CheckpointFileInput = builder.inputType("CheckpointFileInput", {
  description: "A file of a checkpoint.",
  fields: (t) => ({
    name: t.string({ required: true, description: "A plain file name, unique in the checkpoint." }),
    sizeBytes: t.field({ type: "SafeInt", required: true, description: "Bytes." }),
    sha256: t.string({ required: true, description: "Lower-case hexadecimal." }),
  }),
});
const CreateCheckpointUploadInput = builder.inputType("CreateCheckpointUploadInput", {
  description: "A checkpoint that lies complete on the runner's disk.",
  fields: (t) => ({
    runId: t.id({ required: true, description: "From the claim." }),
    leaseEpoch: t.int({ required: true, description: "From the claim." }),
    requestId: t.string({
      required: true,
      description: "Makes the call safe to repeat: the same one answers the same checkpoint with fresh URLs.",
    }),
    step: t.field({ type: "SafeInt", required: true, description: "Optimiser steps done." }),
    epoch: t.int({ required: true, description: "From 0." }),
    kinds: t.field({ type: [CheckpointKindEnum], required: true, description: "Why it was written." }),
    files: t.field({ type: [CheckpointFileInput], required: true, description: "1 to 64 files." }),
  }),
});
const CheckpointFileUpload = builder.objectRef<CheckpointFile & { readonly isDone: boolean }>("CheckpointFileUpload").implement({
  description: "Where the parts of a file go.",
  fields: (t) => ({
    name: t.exposeString("name", { description: "As announced." }),
    partSizeBytes: t.field({ type: "SafeInt", description: "Bytes of every part but the last.", resolve: (file) => file.partSizeBytes }),
    parts: t.field({
      type: [UploadPartRef],
      description: "With fresh URLs. Empty once the checkpoint is committed.",
      resolve: (file, _args, ctx) => (file.isDone ? [] : signedParts(ctx.store, file)),
    }),
  }),
});

/** S3 takes at most 10,000 parts. */
const partBytesFor = (sizeBytes: number): number => Math.max(PART_BYTES, Math.ceil(sizeBytes / 9_000 / PART_BYTES) * PART_BYTES);

interface Announced {
  readonly requestId: string;
  readonly step: number;
  readonly epoch: number;
  readonly kinds: readonly CheckpointKind[];
  readonly files: readonly AnnouncedFile[];
}

/** Fences, and finds the checkpoint that this call announced before. */
const findAnnounced = (ctx: Context, lease: Lease, requestId: string): Promise<CheckpointRow | null> =>
  ctx.db(async (tx) => {
    if (!(await renewLease(tx, lease, LEASE_SECONDS))) await requireLease(tx, lease);
    const { teamId, runId, leaseEpoch } = lease;
    return tx.checkpoint.findUnique({ where: { runId_leaseEpoch_requestId: { runId, leaseEpoch, requestId }, teamId } });
  });

async function announce(ctx: Context, lease: Lease, { requestId, step, epoch, kinds, files }: Announced): Promise<CheckpointRow> {
  const { teamId, runId, leaseEpoch } = lease;
  const id = newId("checkpoint");
  const stored: CheckpointFile[] = [];
  try {
    for (const { name, sizeBytes, sha256 } of files) {
      const key = `${teamId}/${runId}/e${leaseEpoch}/${id}/${name}`;
      stored.push({
        name,
        sizeBytes,
        sha256,
        key,
        partSizeBytes: partBytesFor(sizeBytes),
        storageUploadId: await ctx.store.createMultipart(key),
      });
    }
    return await ctx.db(async (tx) => {
      if (!(await renewLease(tx, lease, LEASE_SECONDS))) await requireLease(tx, lease);
      return tx.checkpoint.create({
        data: {
          id,
          teamId,
          runId,
          leaseEpoch,
          requestId,
          step,
          epoch,
          kinds: [...new Set(kinds)],
          sizeBytes: files.reduce((sum, file) => sum + file.sizeBytes, 0),
          files: stored as unknown as Prisma.InputJsonValue,
        },
      });
    });
  } catch (error) {
    for (const file of stored) await ctx.store.abortMultipart(file.key, file.storageUploadId);
    const winner = isViolationOf(error, "checkpoints_run_id_lease_epoch_request_id_key")
      ? await findAnnounced(ctx, lease, requestId)
      : null;
    if (winner) return winner;
    throw error;
  }
}

defineMutation({
  name: "createCheckpointUpload",
  description: "For runners: announces a checkpoint. Send the parts by PUT, then call commitCheckpoint.",
  input: CreateCheckpointUploadInput,
  run: async (given, input) => {
    const ctx = await asHolder(given, input.runId);
    const lease = leaseOf(requireRunner(ctx.caller), input);
    const requestId = checkRequestId(input.requestId);
    checkAnnounced(input.files);
    if (input.kinds.includes("IMPORTED"))
      throw new AppError("INVALID_INPUT", "A runner's checkpoint is not IMPORTED.", { path: ["kinds"] });
    if (input.step < 0 || input.epoch < 0) throw new AppError("INVALID_INPUT", "Steps and epochs are not negative.", { path: ["step"] });
    const checkpoint = (await findAnnounced(ctx, lease, requestId)) ?? (await announce(ctx, lease, { ...input, requestId }));
    return { checkpoint };
  },
  payload: (t) => ({
    checkpointId: t.id({
      nullable: true,
      description: "`ckpt_...`, for commitCheckpoint.",
      resolve: (outcome) => outcome.result?.checkpoint.id,
    }),
    files: t.field({
      type: [CheckpointFileUpload],
      description: "Where to send each file.",
      resolve: ({ result }) =>
        result ? checkpointFiles(result.checkpoint).map((file) => ({ ...file, isDone: result.checkpoint.status !== "UPLOADING" })) : [],
    }),
  }),
});
