/** @file UploadSession: a large file on its way in. */
import type { UploadPurpose, UploadStatus } from "@capstan/prisma/enums";
import { readClock } from "@capstan/prisma/queries/read-clock";
import { AppError } from "@capstan/run/error-code";
import { requireIn, type Need, CAPTION, WRITE } from "../access.ts";
import type { Context } from "../context.ts";
import { notFound } from "../errors.ts";
import { builder } from "../schema/builder.ts";
import { loadNode, NodeInterface, registerNode } from "../schema/node.ts";
import { signedParts, UploadPartRef, type PartedObject } from "./upload-part.ts";
import { UploadSessionRef, type UploadRow } from "./upload-ref.ts";

export const UploadPurposeEnum = builder.enumType("UploadPurpose", {
  description: "What an upload is for.",
  values: {
    DATASET: { description: "A zip of a COCO-captions folder, for importDataset. At most 20 GiB." },
    IMAGE: { description: "A picture for captionImage: JPEG, PNG or WebP. At most 10 MiB." },
    CHECKPOINT: { description: "Weights to import. At most 8 GiB." },
  } satisfies Record<UploadPurpose, { description: string }>,
});
const UploadStatusEnum = builder.enumType("UploadStatus", {
  description: "How far an upload is.",
  values: {
    OPEN: { description: "Parts may be sent." },
    COMPLETE: { description: "Everything arrived and was joined; the upload can be used." },
    EXPIRED: { description: "Not completed or not used in time; its bytes are gone." },
  } satisfies Record<UploadStatus, { description: string }>,
});

/** Sending a picture to be captioned asks for no more than captioning it. */
export const needFor = (purpose: UploadPurpose): Need => (purpose === "IMAGE" ? CAPTION : WRITE);

export const partedObjectOf = (upload: UploadRow): PartedObject => ({
  key: upload.objectKey,
  storageUploadId: upload.storageUploadId,
  sizeBytes: Number(upload.sizeBytes),
  partSizeBytes: upload.partSizeBytes,
});

/** The upload, when the caller may send to it. @throws NOT_FOUND, the same for missing and foreign; FORBIDDEN. */
export async function loadUpload(ctx: Context, id: string): Promise<UploadRow> {
  const upload = await loadNode(ctx, "upload", (tx) => tx.upload.findUnique({ where: { id } }), id);
  requireIn(ctx.caller, upload.teamId, needFor(upload.purpose));
  return upload;
}

/** By the database's clock. */
export const isExpired = async ({ database }: Context, upload: UploadRow): Promise<boolean> =>
  upload.status === "EXPIRED" || upload.expiresAt <= (await readClock(database.system));

/**
 * The caller's upload in `teamId`, complete and of `purpose`, ready to be used.
 * @throws {AppError} UPLOAD_INCOMPLETE or INVALID_INPUT; NOT_FOUND, the same for missing, foreign and another team of the caller.
 */
export async function usableUpload(
  ctx: Context,
  id: string,
  teamId: string,
  purpose: UploadPurpose,
  path: readonly string[],
): Promise<UploadRow> {
  const upload = await loadUpload(ctx, id);
  if (upload.teamId !== teamId) throw notFound();
  if (upload.purpose !== purpose)
    throw new AppError("INVALID_INPUT", `This upload was made for ${upload.purpose}. Create one with the purpose ${purpose}.`, { path });
  if (await isExpired(ctx, upload))
    throw new AppError("UPLOAD_INCOMPLETE", "This upload has expired and its bytes are gone. Upload the file again.", { path });
  if (upload.status !== "COMPLETE")
    throw new AppError("UPLOAD_INCOMPLETE", "This upload is not complete. Send the parts that are missing, then call completeUpload.", {
      path,
    });
  return upload;
}

UploadSessionRef.implement({
  description: "A file on its way in, in parts of 8 MiB by signed PUT. Resumable: ask for it again and send what is not `received`.",
  interfaces: [NodeInterface],
  fields: (t) => ({
    purpose: t.field({ type: UploadPurposeEnum, description: "What it is for.", resolve: (upload) => upload.purpose }),
    fileName: t.exposeString("fileName", { description: "As the sender named it." }),
    sizeBytes: t.field({ type: "SafeInt", description: "Bytes of the whole file.", resolve: (upload) => upload.sizeBytes }),
    partSizeBytes: t.field({
      type: "SafeInt",
      description: "Bytes of every part but the last.",
      resolve: (upload) => upload.partSizeBytes,
    }),
    status: t.field({
      type: UploadStatusEnum,
      description: "How far it is.",
      resolve: async (upload, _args, ctx) => ((await isExpired(ctx, upload)) ? "EXPIRED" : upload.status),
    }),
    parts: t.field({
      type: [UploadPartRef],
      description: "Its parts, with fresh URLs. Empty once it is COMPLETE or EXPIRED.",
      resolve: async (upload, _args, ctx) => {
        // Whoever may only read must not get a URL that writes.
        requireIn(ctx.caller, upload.teamId, needFor(upload.purpose));
        return upload.status === "OPEN" && !(await isExpired(ctx, upload)) ? signedParts(ctx.store, partedObjectOf(upload)) : [];
      },
    }),
    expiresAt: t.field({
      type: "DateTime",
      description: "Until then it can be completed and used; afterwards its bytes are removed.",
      resolve: (upload) => upload.expiresAt,
    }),
  }),
});
registerNode("upload", "UploadSession", (tx, id) => tx.upload.findUnique({ where: { id } }));

builder.queryField("upload", (t) =>
  t.field({
    type: UploadSessionRef,
    description: "An upload, to go on with it.",
    args: { id: t.arg.id({ required: true, description: "`upl_...`" }) },
    resolve: (_root, { id }, ctx) => loadUpload(ctx, id),
  }),
);
