/** @file datasetVersionUpdated: an import, as it goes on. */
import { READ, requireIn } from "../access.ts";
import { StateStreams } from "../live/state-streams.ts";
import { builder } from "../schema/builder.ts";
import { DatasetVersionRef, type DatasetVersionRow } from "./dataset-version-ref.ts";
import { loadDatasetVersion } from "./dataset-version.ts";

const streams = new StateStreams<DatasetVersionRow>({
  kind: "datasetVersion",
  read: (database, { teamId, id }) =>
    database.forTeams([teamId], (tx) => tx.datasetVersion.findUnique({ where: { teamId_id: { teamId, id } } })),
  isNews: () => true,
  isOver: ({ status }) => status !== "IMPORTING",
});

builder.subscriptionField("datasetVersionUpdated", (t) =>
  t.field({
    type: DatasetVersionRef,
    description: "A dataset version: as it is now, then at every change of its import. Ends when it is READY or FAILED.",
    args: { id: t.arg.id({ required: true, description: "`dsv_...`" }) },
    subscribe: async (_root, { id }, ctx) => {
      const version = await loadDatasetVersion(ctx, id);
      requireIn(ctx.caller, version.teamId, READ);
      return streams.follow(ctx, version);
    },
    resolve: (version) => version,
  }),
);
