/** @file runUpdated: a run as it is, then whenever it changes. */
import { RunRef, type RunRow } from "../run/run-ref.ts";
import { builder } from "../schema/builder.ts";
import { runToFollow } from "./run-to-follow.ts";
import { StateStreams } from "./state-streams.ts";

const streams = new StateStreams<RunRow>({
  kind: "run",
  read: (database, { teamId, id }) =>
    database.forTeams([teamId], (tx) => tx.run.findUnique({ where: { teamId_id: { teamId, id }, deletedAt: null } })),
  // A renewed lease is no news.
  isNews: (next, run) => next.eventSeq > run.eventSeq,
});

builder.subscriptionField("runUpdated", (t) =>
  t.field({
    type: RunRef,
    description: "A run as it is now, then whenever it changes, at most ten times a second. Ends when the run is deleted.",
    args: { runId: t.arg.id({ required: true, description: "`run_...`" }) },
    subscribe: async (_root, { runId }, ctx) => streams.follow(ctx, await runToFollow(ctx, runId)),
    resolve: (run) => run,
  }),
);
