/** @file importCheckpoint: weights from elsewhere become a checkpoint. */
import { createHash } from "node:crypto";
import type { Prisma } from "@capstan/prisma/client";
import { readClock } from "@capstan/prisma/queries/read-clock";
import { AppError } from "@capstan/run/error-code";
import { newId } from "@capstan/run/id";
import type { Overrides } from "@capstan/training-config/config";
import { requireIn, WRITE } from "../access.ts";
import { recordAudit } from "../audit/record-audit.ts";
import { TrainingConfigInput, valuesByPath } from "../config/training-config.ts";
import type { Context } from "../context.ts";
import { withoutSigning } from "../open-store.ts";
import { builder } from "../schema/builder.ts";
import { defineMutation } from "../schema/define-mutation.ts";
import { PART_BYTES } from "../upload/upload-part.ts";
import type { UploadRow } from "../upload/upload-ref.ts";
import { loadUpload, usableUpload } from "../upload/upload.ts";
import { CheckpointRef, type CheckpointRow } from "./checkpoint-ref.ts";
import { importInChild } from "./import-in-child.ts";
import { IMPORTED_NAMES, type ImportedCheckpoint, type ImportOrder } from "./import-order.ts";

const ImportCheckpointInput = builder.inputType("ImportCheckpointInput", {
  description: "An uploaded file of weights: CATR's .pth, a torchvision ResNet, or safetensors under the same names.",
  fields: (t) => ({
    uploadId: t.id({
      required: true,
      description: "A completed upload with the purpose CHECKPOINT. The same one answers the same checkpoint.",
    }),
    vocabulary: t.string({
      description:
        "The text of the vocab.txt that the weights were trained with; for CATR's own, that of bert-base-uncased. A backbone needs none.",
    }),
    withoutWords: t.boolean({
      description: "Leaves out what depends on the vocabulary. Runs with words of their own start from the rest; it writes no captions.",
    }),
    config: t.field({
      type: TrainingConfigInput,
      description:
        "Settings that weights do not tell, such as model.heads, model.dilation and picture.normalization. Left out: those of the preset catr.",
    }),
  }),
});
type Input = typeof ImportCheckpointInput.$inferInput;

interface Imported {
  readonly checkpoint: CheckpointRow;
  readonly found: string | null;
  readonly remarks: readonly string[];
}

/** Requests have ten seconds; reading gigabytes takes longer. */
const ANSWER_AFTER_MS = 8_000;
/** Whoever asked may come back so long for what became of it. */
const REMEMBERED_MS = 60_000;
/** An import whose API died is given up after this; longer than any may take. */
const ABANDONED_MS = 15 * 60_000;
/** What this process imports now, or has just imported, by upload and choices. */
const underWay = new Map<string, Promise<Imported>>();

const notReady = (): AppError =>
  new AppError(
    "CHECKPOINT_NOT_READY",
    "The file is being read, which takes a while for large ones. Call importCheckpoint again in a few seconds.",
    { path: ["uploadId"] },
  );

/** The checkpoint that was made of this upload before; else a fresh row. @throws {AppError} CHECKPOINT_NOT_READY when another API works on it. */
const begin = (ctx: Context, { id: requestId, teamId }: UploadRow): Promise<CheckpointRow> =>
  ctx.db(async (tx) => {
    await tx.$queryRaw`SELECT 1 AS locked FROM uploads WHERE team_id = ${teamId} AND id = ${requestId} FOR UPDATE`;
    const known = await tx.checkpoint.findFirst({ where: { teamId, requestId, runId: null, status: { not: "DELETED" } } });
    if (known?.status === "COMMITTED") return known;
    const now = await readClock(tx);
    if (known) {
      if (known.createdAt.getTime() > now.getTime() - ABANDONED_MS) throw notReady();
      await tx.checkpoint.update({ where: { teamId_id: { teamId, id: known.id } }, data: { status: "DELETED", deletedAt: now } });
    }
    const id = newId("checkpoint");
    // The places that the import may write to: whatever becomes of it, the sweeper knows them.
    const files = IMPORTED_NAMES.map((name) => fileOf({ name, key: `${prefixOf(teamId, id)}/${name}`, sizeBytes: 0, sha256: "" }));
    return tx.checkpoint.create({
      data: {
        id,
        teamId,
        requestId,
        createdAt: now,
        leaseEpoch: 0,
        step: 0,
        epoch: 0,
        kinds: ["IMPORTED"],
        sizeBytes: 0,
        files: files as unknown as Prisma.InputJsonValue,
      },
    });
  });

const prefixOf = (teamId: string, id: string): string => `${teamId}/checkpoints/${id}`;
const fileOf = (file: ImportedCheckpoint["files"][number]) => ({ ...file, partSizeBytes: PART_BYTES, storageUploadId: "" });

async function finish(ctx: Context, upload: UploadRow, id: string, { title, remarks, files }: ImportedCheckpoint): Promise<Imported> {
  const { teamId } = upload;
  const checkpoint = await ctx.db(async (tx) => {
    const { count } = await tx.checkpoint.updateMany({
      where: { teamId, id, status: "UPLOADING" },
      data: {
        status: "COMMITTED",
        committedAt: new Date(),
        sizeBytes: files.reduce((sum, file) => sum + file.sizeBytes, 0),
        files: files.map(fileOf) as unknown as Prisma.InputJsonValue,
      },
    });
    if (count === 0) throw notReady();
    await recordAudit(ctx, tx, { teamId, action: "importCheckpoint", objectId: id, summary: `Imported ${upload.fileName}: ${title}.` });
    return tx.checkpoint.findUniqueOrThrow({ where: { teamId_id: { teamId, id } } });
  });
  return { checkpoint, found: title, remarks };
}

type Choices = Pick<ImportOrder, "vocabulary" | "withoutWords" | "preset" | "overrides">;

async function importUpload(ctx: Context, upload: UploadRow, choices: Choices): Promise<Imported> {
  const row = await begin(ctx, upload);
  if (row.status === "COMMITTED") return { checkpoint: row, found: null, remarks: [] };
  const { teamId, objectKey: key } = upload;
  try {
    const order = { objects: withoutSigning(ctx.config.objects), key, prefix: prefixOf(teamId, row.id), ...choices };
    return await finish(ctx, upload, row.id, await importInChild(order));
  } catch (error) {
    const where = { teamId, id: row.id, status: "UPLOADING" } as const;
    await ctx.db((tx) => tx.checkpoint.updateMany({ where, data: { status: "DELETED", deletedAt: new Date() } }));
    throw error;
  }
}

/** The import of this upload with these choices: the one that is under way here, or a new one. */
function importOnce(
  ctx: Context,
  upload: UploadRow,
  { vocabulary, withoutWords, config }: Input,
): { key: string; work: Promise<Imported> } {
  const { preset, ...values } = config ?? {};
  const overrides = valuesByPath(values) as Overrides;
  const choices: Choices = {
    vocabulary: vocabulary ?? undefined,
    withoutWords: withoutWords ?? false,
    preset: preset ?? undefined,
    overrides,
  };
  const key = createHash("sha256")
    .update(JSON.stringify([upload.id, choices]))
    .digest("hex");
  const known = underWay.get(key);
  if (known) return { key, work: known };
  const work = importUpload(ctx, upload, choices);
  underWay.set(key, work);
  const forget = (): void => {
    if (underWay.get(key) === work) underWay.delete(key);
  };
  work.catch(() => undefined).finally(() => setTimeout(forget, REMEMBERED_MS).unref());
  return { key, work };
}

defineMutation({
  name: "importCheckpoint",
  description:
    "Makes a checkpoint of uploaded weights. Nothing in the file is run; names or shapes that do not fit are listed, and then nothing is imported. CHECKPOINT_NOT_READY: large files take a while; call again.",
  input: ImportCheckpointInput,
  run: async (ctx, input) => {
    const { teamId } = await loadUpload(ctx, input.uploadId);
    requireIn(ctx.caller, teamId, WRITE);
    const upload = await usableUpload(ctx, input.uploadId, teamId, "CHECKPOINT", ["uploadId"]);
    const { key, work } = importOnce(ctx, upload, input);
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<null>((resolve) => (timer = setTimeout(resolve, ANSWER_AFTER_MS, null)));
    try {
      const done = await Promise.race([work, late]).catch((error: unknown) => {
        // Told: whoever calls again wants another try.
        underWay.delete(key);
        throw error;
      });
      if (done === null) throw notReady();
      underWay.delete(key);
      return { ...done };
    } finally {
      clearTimeout(timer);
    }
  },
  payload: (t) => ({
    checkpoint: t.field({
      type: CheckpointRef,
      nullable: true,
      description: "Of the kind IMPORTED.",
      resolve: (outcome) => outcome.result?.checkpoint,
    }),
    found: t.string({
      nullable: true,
      description: "What the file was, for people; null: it had been imported before.",
      resolve: (outcome) => outcome.result?.found,
    }),
    remarks: t.stringList({
      description: "What was left out or assumed, for people.",
      resolve: (outcome) => [...(outcome.result?.remarks ?? [])],
    }),
  }),
});
