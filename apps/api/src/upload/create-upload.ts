/** @file createUpload: announces a file, and answers where its parts go. */
import type { UploadPurpose } from "@capstan/prisma/enums";
import { readClock } from "@capstan/prisma/queries/read-clock";
import { AppError } from "@capstan/run/error-code";
import { newId } from "@capstan/run/id";
import { teamFor } from "../access.ts";
import { recordAudit } from "../audit/record-audit.ts";
import { actorIdOf } from "../caller.ts";
import { builder } from "../schema/builder.ts";
import { createOnce } from "../schema/create-once.ts";
import { defineMutation } from "../schema/define-mutation.ts";
import { PART_BYTES } from "./upload-part.ts";
import { UploadSessionRef } from "./upload-ref.ts";
import { needFor, UploadPurposeEnum } from "./upload.ts";

const MIB = 1024 ** 2;
const GIB = 1024 ** 3;
export const IMAGE_BYTES_MAX = 10 * MIB;
const BYTES_MAX = { IMAGE: IMAGE_BYTES_MAX, DATASET: 20 * GIB, CHECKPOINT: 8 * GIB } as const satisfies Record<UploadPurpose, number>;
const FILE_NAME_MAX = 255;
/** Long enough for a slow line and a weekend; the sweeper removes what lies longer. */
const LIFE_MS = 7 * 24 * 3600 * 1000;

const CreateUploadInput = builder.inputType("CreateUploadInput", {
  description: "A file to be sent.",
  fields: (t) => ({
    teamId: t.id({ description: "Left out: the API key's team, or your only one." }),
    idempotencyKey: t.string({ description: "Makes the call safe to repeat: the same key answers the same upload." }),
    purpose: t.field({ type: UploadPurposeEnum, required: true, description: "What it is for; each has a limit of its own." }),
    fileName: t.string({ required: true, description: "For people. It is never used as a path." }),
    sizeBytes: t.field({ type: "SafeInt", required: true, description: "Bytes of the whole file." }),
  }),
});

const inUnits = (bytes: number): string => (bytes >= GIB ? `${bytes / GIB} GiB` : `${bytes / MIB} MiB`);

function checkSize(purpose: UploadPurpose, sizeBytes: number): void {
  const path = ["sizeBytes"];
  if (sizeBytes < 1) throw new AppError("INVALID_INPUT", "The file is empty. Choose another one.", { path });
  if (sizeBytes <= BYTES_MAX[purpose]) return;
  const message = `A file for ${purpose} has at most ${inUnits(BYTES_MAX[purpose])}; this one has ${sizeBytes} bytes.`;
  if (purpose === "IMAGE") throw new AppError("IMAGE_TOO_LARGE", `${message} Scale the picture down first.`, { path });
  throw new AppError("INVALID_INPUT", `${message} Split it.`, { path });
}

defineMutation({
  name: "createUpload",
  description: "Announces a file that is sent in parts by signed PUT: see `parts`. Then call completeUpload.",
  input: CreateUploadInput,
  run: async (ctx, input) => {
    const teamId = teamFor(ctx.caller, input.teamId, needFor(input.purpose));
    checkSize(input.purpose, input.sizeBytes);
    const { row } = await createOnce(
      ctx,
      { teamId, idempotencyKey: input.idempotencyKey, table: "uploads", find: (tx, where) => tx.upload.findUnique({ where }) },
      async () => {
        const id = newId("upload");
        const objectKey = `${teamId}/uploads/${id}`;
        const storageUploadId = await ctx.store.createMultipart(objectKey);
        const fileName = input.fileName.slice(0, FILE_NAME_MAX);
        try {
          return await ctx.db(async (tx) => {
            const created = await tx.upload.create({
              data: {
                id,
                teamId,
                purpose: input.purpose,
                fileName,
                sizeBytes: input.sizeBytes,
                partSizeBytes: PART_BYTES,
                objectKey,
                storageUploadId,
                idempotencyKey: input.idempotencyKey ?? null,
                createdById: actorIdOf(ctx.caller),
                expiresAt: new Date((await readClock(tx)).getTime() + LIFE_MS),
              },
            });
            const summary = `Announced the upload of ${fileName} (${input.sizeBytes} bytes, ${input.purpose}).`;
            await recordAudit(ctx, tx, { teamId, action: "createUpload", objectId: id, summary });
            return created;
          });
        } catch (error) {
          await ctx.store.abortMultipart(objectKey, storageUploadId);
          throw error;
        }
      },
    );
    return { upload: row };
  },
  payload: (t) => ({
    upload: t.field({
      type: UploadSessionRef,
      nullable: true,
      description: "Where to send the parts.",
      resolve: (outcome) => outcome.result?.upload,
    }),
  }),
});
