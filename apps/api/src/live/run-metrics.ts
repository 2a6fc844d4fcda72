/** @file runMetrics: the points of a run as they come, from where the subscriber left off. */
import { readNewPoints, type NewPoints } from "@capstan/prisma/queries/read-new-points";
import { checkNames, MetricSeriesRef } from "../metric/metric-series.ts";
import { builder } from "../schema/builder.ts";
import { follow } from "./follow.ts";
import { runToFollow } from "./run-to-follow.ts";
import { SharedReads } from "./shared-reads.ts";

/** About a quarter of a megabyte of JSON. */
const POINTS_MAX = 10_000;

const MetricBatch = builder.objectRef<NewPoints>("MetricBatch").implement({
  description: "New points of a run.",
  fields: (t) => ({
    sequence: t.field({ type: "SafeInt", description: "The cursor: pass it as `after` to go on from here.", resolve: (batch) => batch.sequence }),
    attempt: t.exposeInt("attempt", { description: "The highest claim that these points come from." }),
    series: t.field({ type: [MetricSeriesRef], description: "Not thinned. A step that was there before replaces its old value.", resolve: (batch) => [...batch.series] }),
  }),
});

const shared = new SharedReads<NewPoints | null>();

builder.subscriptionField("runMetrics", (t) =>
  t.field({
    type: MetricBatch,
    description:
      "Points of a run as they come, at most ten batches a second. Nothing is lost: after a break, pass the last `sequence`. Steps that a new attempt trains again come again, under a higher sequence.",
    args: {
      runId: t.arg.id({ required: true, description: "`run_...`" }),
      names: t.arg.stringList({ description: "Left out: every curve." }),
      after: t.arg({ type: "SafeInt", description: "The last sequence seen. Left out: from the beginning." }),
    },
    subscribe: async (_root, args, ctx) => {
      const { id: runId, teamId } = await runToFollow(ctx, args.runId);
      const names = checkNames(args.names);
      let after = args.after ?? 0;
      return follow(ctx, { teamId, kinds: ["run"], of: runId }, async function* () {
        for (;;) {
          const key = JSON.stringify([runId, names, after]);
          const batch = await shared.read(key, () => ctx.sql((tx) => readNewPoints(tx, { teamId, runId, names, after, pointsMax: POINTS_MAX })));
          if (!batch) return;
          after = batch.sequence;
          yield batch;
        }
      });
    },
    resolve: (batch) => batch,
  }),
);
