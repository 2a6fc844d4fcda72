/** @file reportDamagedCheckpoint: a runner could not verify the checkpoint that its claim offered. */
import { createHash } from "node:crypto";
import type { Tx } from "@capstan/prisma/database";
import { markDamaged } from "@capstan/prisma/queries/mark-damaged";
import { noteInLog } from "@capstan/prisma/queries/note-in-log";
import { renewLease, type Lease } from "@capstan/prisma/queries/renew-lease";
import { kindOf } from "@capstan/run/id";
import { LEASE_SECONDS } from "@capstan/run/protocol";
import { ObjectMissing, type ObjectStore } from "@capstan/storage/object-store";
import { requireRunner } from "../access.ts";
import { notFound } from "../errors.ts";
import { asHolder } from "../run/holder.ts";
import { leaseOf, requireLease } from "../run/refuse-lease.ts";
import { builder } from "../schema/builder.ts";
import { defineMutation } from "../schema/define-mutation.ts";
import { checkpointFiles, type CheckpointFile } from "./checkpoint-files.ts";
import type { CheckpointRow } from "./checkpoint-ref.ts";

const ReportDamagedCheckpointInput = builder.inputType("ReportDamagedCheckpointInput", {
  description: "A checkpoint of the claim whose bytes are not what its hashes say.",
  fields: (t) => ({
    runId: t.id({ required: true, description: "From the claim." }),
    leaseEpoch: t.int({ required: true, description: "From the claim." }),
    checkpointId: t.id({ required: true, description: "resumeFrom, fallback or initialWeights of the claim." }),
  }),
});

/** Reads the whole object. False for one that is gone, shorter, longer or other than it was when it was committed. */
async function isSound(store: ObjectStore, { key, sizeBytes, sha256 }: CheckpointFile): Promise<boolean> {
  const hash = createHash("sha256");
  let size = 0;
  try {
    for await (const chunk of await store.get(key)) {
      hash.update(chunk as Buffer);
      size += (chunk as Buffer).length;
    }
  } catch (error) {
    if (error instanceof ObjectMissing) return false;
    throw error;
  }
  return size === sizeBytes && hash.digest("hex") === sha256;
}

/** What a run may go on or begin from; another's checkpoint answers as a missing one. */
async function readOffered(tx: Tx, { teamId, runId }: Lease, id: string): Promise<CheckpointRow> {
  const row =
    kindOf(id) === "checkpoint" ? await tx.checkpoint.findUnique({ where: { teamId_id: { teamId, id }, status: "COMMITTED" } }) : null;
  const isInitial = row !== null && (await tx.run.count({ where: { teamId, id: runId, initialCheckpointId: id } })) > 0;
  if (!row || (row.runId !== runId && !isInitial)) throw notFound();
  return row;
}

/** @throws {AppError} FENCED, LEASE_EXPIRED */
async function fence(tx: Tx, lease: Lease): Promise<void> {
  if (!(await renewLease(tx, lease, LEASE_SECONDS))) await requireLease(tx, lease);
}

defineMutation({
  name: "reportDamagedCheckpoint",
  description:
    "For runners: a checkpoint of the claim arrived damaged. The API reads what is stored: when it is damaged there, no claim ever offers it again, and the runner goes on from `fallback`, or claims again with the same requestId for an older one. Repeating it answers the same.",
  input: ReportDamagedCheckpointInput,
  run: async (given, { checkpointId, ...input }) => {
    const ctx = await asHolder(given, input.runId);
    const runner = requireRunner(ctx.caller);
    const lease = leaseOf(runner, input);
    const row = await ctx.db(async (tx) => {
      await fence(tx, lease);
      return readOffered(tx, lease, checkpointId);
    });
    if (row.damagedAt) return { damaged: true };
    // A runner's own disk or network may be what is broken: only what is read here counts. Gigabytes take longer than a transaction may.
    let sound = true;
    for (const file of checkpointFiles(row)) sound &&= await isSound(ctx.store, file);
    if (sound) return { damaged: false };
    const { teamId, runId } = lease;
    await ctx.db(async (tx) => {
      await fence(tx, lease);
      if (!(await markDamaged(tx, teamId, checkpointId))) return;
      await tx.run.update({ where: { teamId_id: { teamId, id: runId } }, data: { eventSeq: { increment: 1 } }, select: { id: true } });
      const message = `The stored checkpoint of step ${row.step} is damaged: its bytes are not what they were when it was written. Nothing goes on from it any more; look at the object store's disks.`;
      await noteInLog(tx, { teamId, runId, level: "ERROR", message });
    });
    ctx.log.error({ checkpointId, runId }, "a stored checkpoint is damaged");
    return { damaged: true };
  },
  payload: (t) => ({
    damaged: t.boolean({
      description: "It is damaged where it is stored. false: what is stored is whole, so fetch it again.",
      resolve: (outcome) => outcome.result?.damaged ?? false,
    }),
  }),
});
