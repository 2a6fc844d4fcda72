/** @file importDataset: begins a new version of a dataset from an uploaded zip or a linked folder. */
import { AppError } from "@capstan/run/error-code";
import { newId } from "@capstan/run/id";
import { requireIn, WRITE } from "../access.ts";
import { recordAudit } from "../audit/record-audit.ts";
import type { Context } from "../context.ts";
import { builder } from "../schema/builder.ts";
import { createOnce, type Once } from "../schema/create-once.ts";
import { defineMutation } from "../schema/define-mutation.ts";
import { usableUpload } from "../upload/upload.ts";
import { DatasetVersionRef, type DatasetVersionRow } from "./dataset-version-ref.ts";
import { loadDataset } from "./dataset.ts";
import { requireLinkable } from "./linked-folder.ts";

const ImportDatasetInput = builder.inputType("ImportDatasetInput", {
  description:
    "Exactly one of uploadId and linkedFolder. A folder is LINKED: the server and the runners read it where it lies, when the server allows it.",
  fields: (t) => ({
    datasetId: t.id({ required: true, description: "`ds_...`" }),
    uploadId: t.id({ description: "A completed upload with the purpose DATASET: a zip of a COCO-captions folder." }),
    linkedFolder: t.string({
      description: "An absolute path on the server and the runners, inside a folder that the setting LINKED_FOLDERS allows.",
    }),
    limit: t.int({ description: "Pictures to take at most; the splits keep their proportions. All when left out." }),
    idempotencyKey: t.string({ description: "Makes the call safe to repeat: the same key answers the same version." }),
  }),
});
type Input = typeof ImportDatasetInput.$inferInput;

/** Where the pictures come from: a checked upload or folder of the dataset's team. */
async function sourceOf(
  ctx: Context,
  input: Input,
  teamId: string,
): Promise<{ uploadId: string | null; linkedRoot: string | null; told: string }> {
  const { uploadId, linkedFolder } = input;
  if (uploadId && !linkedFolder) {
    const upload = await usableUpload(ctx, uploadId, teamId, "DATASET", ["uploadId"]);
    return { uploadId, linkedRoot: null, told: upload.fileName };
  }
  if (linkedFolder && !uploadId) {
    const linkedRoot = await requireLinkable(linkedFolder, ctx.config.linkedFolders);
    return { uploadId: null, linkedRoot, told: `the linked folder ${linkedRoot}` };
  }
  throw new AppError("INVALID_INPUT", "Give exactly one of uploadId (a zip that was uploaded) and linkedFolder (a folder on the server).", {
    path: ["uploadId"],
  });
}

defineMutation({
  name: "importDataset",
  description: "Begins the import of a new version, and answers at once; follow it with datasetVersionUpdated, or ask for its progress.",
  input: ImportDatasetInput,
  run: async (ctx, input) => {
    const dataset = await loadDataset(ctx, input.datasetId);
    const { teamId } = dataset;
    requireIn(ctx.caller, teamId, WRITE);
    const once: Once<DatasetVersionRow> = {
      teamId,
      idempotencyKey: input.idempotencyKey,
      table: "dataset_versions",
      find: (tx, where) => tx.datasetVersion.findUnique({ where }),
    };
    const { row, isNew } = await createOnce(ctx, once, async () => {
      if (input.limit !== null && input.limit !== undefined && input.limit < 1)
        throw new AppError("INVALID_INPUT", `limit is at least 1, not ${input.limit}. Leave it out to import everything.`, {
          path: ["limit"],
        });
      const { told, ...source } = await sourceOf(ctx, input, teamId);
      const id = newId("datasetVersion");
      return ctx.db(async (tx) => {
        // Imports of one dataset wait for each other here, so that their numbers have no holes and do not clash.
        await tx.$queryRaw`SELECT 1 AS locked FROM datasets WHERE team_id = ${teamId} AND id = ${dataset.id} FOR UPDATE`;
        const { _max: last } = await tx.datasetVersion.aggregate({ where: { teamId, datasetId: dataset.id }, _max: { number: true } });
        const number = (last.number ?? 0) + 1;
        const created = await tx.datasetVersion.create({
          data: {
            id,
            teamId,
            datasetId: dataset.id,
            number,
            objectPrefix: "",
            ...source,
            limit: input.limit ?? null,
            idempotencyKey: input.idempotencyKey ?? null,
          },
        });
        await recordAudit(ctx, tx, {
          teamId,
          action: "importDataset",
          objectId: id,
          summary: `Began version ${number} of “${dataset.name}” from ${told}.`,
        });
        return created;
      });
    });
    if (isNew) ctx.imports.start(row.id);
    return { datasetVersion: row };
  },
  payload: (t) => ({
    datasetVersion: t.field({
      type: DatasetVersionRef,
      nullable: true,
      description: "The version, IMPORTING.",
      resolve: (outcome) => outcome.result?.datasetVersion,
    }),
  }),
});
