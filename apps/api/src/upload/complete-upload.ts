/** @file completeUpload: joins the parts of an upload. */
import { AppError } from "@capstan/run/error-code";
import { recordAudit } from "../audit/record-audit.ts";
import type { Context } from "../context.ts";
import { builder } from "../schema/builder.ts";
import { defineMutation } from "../schema/define-mutation.ts";
import { missingParts, partSizes } from "./upload-part.ts";
import { UploadSessionRef, type UploadRow } from "./upload-ref.ts";
import { isExpired, loadUpload, partedObjectOf } from "./upload.ts";

const NAMED_MAX = 20;
/** Requests have ten seconds; joining 20 GiB takes minutes. */
const ANSWER_AFTER_MS = 8_000;
/** Uploads that this process is joining now: whoever asks again waits for the same work. */
const joining = new Map<string, Promise<UploadRow>>();

const UploadIdInput = builder.inputType("UploadIdInput", {
  description: "Which upload.",
  fields: (t) => ({ id: t.id({ required: true, description: "`upl_...`" }) }),
});

/** "3, 5-9 and 12": consecutive numbers as ranges, the first few of them. */
export function nameParts(numbers: readonly number[]): string {
  const ranges: [number, number][] = [];
  for (const number of numbers) {
    const last = ranges.at(-1);
    if (last && last[1] === number - 1) last[1] = number;
    else ranges.push([number, number]);
  }
  const named = ranges.slice(0, NAMED_MAX).map(([from, to]) => (from === to ? String(from) : `${from}-${to}`));
  return `${named.join(", ")}${ranges.length > NAMED_MAX ? " and more" : ""}`;
}

async function join(ctx: Context, { id, teamId, ...upload }: UploadRow, parts: number): Promise<UploadRow> {
  await ctx.store.completeMultipart(upload.objectKey, upload.storageUploadId, { parts, sizeBytes: Number(upload.sizeBytes) });
  return ctx.db(async (tx) => {
    const { count } = await tx.upload.updateMany({
      where: { teamId, id, status: "OPEN" },
      data: { status: "COMPLETE", completedAt: new Date() },
    });
    if (count > 0)
      await recordAudit(ctx, tx, {
        teamId,
        action: "completeUpload",
        objectId: id,
        summary: `Completed the upload of ${upload.fileName}.`,
      });
    return tx.upload.findUniqueOrThrow({ where: { teamId_id: { teamId, id } } });
  });
}

defineMutation({
  name: "completeUpload",
  description: "Joins the parts. UPLOAD_INCOMPLETE names the parts that are missing: send them and call again. Safe to repeat.",
  input: UploadIdInput,
  run: async (ctx, { id }) => {
    const upload = await loadUpload(ctx, id);
    if (await isExpired(ctx, upload))
      throw new AppError("UPLOAD_INCOMPLETE", "This upload has expired and its bytes are gone. Create a new one.", { path: ["id"] });
    if (upload.status === "COMPLETE") return { upload };

    const object = partedObjectOf(upload);
    const parts = partSizes(object.sizeBytes, object.partSizeBytes).length;
    const missing = joining.has(id) ? [] : await missingParts(ctx.store, object);
    // The parts are gone, too, when another call has just joined them: then the store knows the object, and this is no loss.
    if (missing.length > 0 && (await ctx.store.stat(object.key)) === null) {
      const message = `${missing.length} of ${parts} parts are missing: ${nameParts(missing)}. Send them to the URLs of \`parts\`, then call completeUpload again.`;
      throw new AppError("UPLOAD_INCOMPLETE", message, { path: ["id"] });
    }
    const work = joining.get(id) ?? join(ctx, upload, parts);
    joining.set(id, work);
    work.catch(() => undefined).finally(() => joining.delete(id));
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<null>((resolve) => (timer = setTimeout(resolve, ANSWER_AFTER_MS, null)));
    const done = await Promise.race([work, late]).finally(() => clearTimeout(timer));
    if (done === null) {
      const message =
        "Everything has arrived and is being put together, which takes a while for large files. Call completeUpload again in a few seconds.";
      throw new AppError("UPLOAD_INCOMPLETE", message, { path: ["id"] });
    }
    return { upload: done };
  },
  payload: (t) => ({
    upload: t.field({
      type: UploadSessionRef,
      nullable: true,
      description: "The upload, COMPLETE.",
      resolve: (outcome) => outcome.result?.upload,
    }),
  }),
});
