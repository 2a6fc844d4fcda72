/** @file deleteDataset: takes a dataset out of sight; runs keep the version they were trained on. */
import { requireIn, WRITE } from "../access.ts";
import { recordAudit } from "../audit/record-audit.ts";
import { notFound } from "../errors.ts";
import { builder } from "../schema/builder.ts";
import { defineMutation } from "../schema/define-mutation.ts";
import { loadDataset } from "./dataset.ts";

const DatasetIdInput = builder.inputType("DatasetIdInput", {
  description: "Which dataset.",
  fields: (t) => ({ id: t.id({ required: true, description: "`ds_...`" }) }),
});

defineMutation({
  name: "deleteDataset",
  description:
    "Takes a dataset out of sight and breaks off its imports. Runs that were trained on it keep their version. Its name is free again.",
  input: DatasetIdInput,
  run: async (ctx, { id }) => {
    const { teamId, name } = await loadDataset(ctx, id);
    requireIn(ctx.caller, teamId, WRITE);
    await ctx.db(async (tx) => {
      const { count } = await tx.dataset.updateMany({ where: { teamId, id, deletedAt: null }, data: { deletedAt: new Date() } });
      if (count === 0) throw notFound();
      await tx.datasetVersion.updateMany({
        where: { teamId, datasetId: id, status: "IMPORTING" },
        data: { status: "FAILED", failure: "The dataset was deleted while it was imported.", heartbeatAt: null },
      });
      await recordAudit(ctx, tx, { teamId, action: "deleteDataset", objectId: id, summary: `Deleted the dataset “${name}”.` });
    });
    return { deletedId: id };
  },
  payload: (t) => ({
    deletedId: t.id({ nullable: true, description: "The dataset's id.", resolve: (outcome) => outcome.result?.deletedId }),
  }),
});
