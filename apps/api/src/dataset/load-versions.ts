/** @file Datasets and their versions, many at once. */
import { batchLoad, byId } from "../schema/batch-load.ts";
import type { DatasetRow } from "./dataset-ref.ts";
import type { DatasetVersionRow } from "./dataset-version-ref.ts";

export const loadDatasetRow = batchLoad<DatasetRow>(async (ctx, ids) =>
  byId(await ctx.db((tx) => tx.dataset.findMany({ where: { id: { in: [...ids] } } }))),
);

/** The versions of a dataset, newest first. */
export const loadVersionsOf = batchLoad<DatasetVersionRow[]>(async (ctx, datasetIds) => {
  const rows = await ctx.db((tx) =>
    tx.datasetVersion.findMany({ where: { datasetId: { in: [...datasetIds] } }, orderBy: { number: "desc" } }),
  );
  return Map.groupBy(rows, ({ datasetId }) => datasetId);
});
