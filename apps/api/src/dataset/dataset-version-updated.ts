/** @file datasetVersionUpdated: an import, as it goes on. */
import { READ, requireIn } from "../access.ts";
import type { Context } from "../context.ts";
import { builder } from "../schema/builder.ts";
import { untilReturned } from "../schema/until-returned.ts";
import { DatasetVersionRef, type DatasetVersionRow } from "./dataset-version-ref.ts";
import { loadDatasetVersion } from "./dataset-version.ts";

/** The version as it is, then after each change. Ends once nothing will change any more. */
async function* follow(ctx: Context, id: string, signal: AbortSignal): AsyncGenerator<DatasetVersionRow, void, undefined> {
  // Listening begins before the first look: what changes in between is seen twice, never missed.
  const changes = ctx.changes.watch("datasetVersion", id, signal);
  let version = await loadDatasetVersion(ctx, id);
  yield version;
  if (version.status !== "IMPORTING") return;
  for await (const _change of changes) {
    version = await loadDatasetVersion(ctx, id);
    yield version;
    if (version.status !== "IMPORTING") return;
  }
}

builder.subscriptionField("datasetVersionUpdated", (t) =>
  t.field({
    type: DatasetVersionRef,
    description: "A dataset version: as it is now, then at every change of its import. Ends when it is READY or FAILED.",
    args: { id: t.arg.id({ required: true, description: "`dsv_...`" }) },
    subscribe: async (_root, { id }, ctx) => {
      requireIn(ctx.caller, (await loadDatasetVersion(ctx, id)).teamId, READ);
      return untilReturned((signal) => follow(ctx, id, signal));
    },
    resolve: (version) => version as DatasetVersionRow,
  }),
);
