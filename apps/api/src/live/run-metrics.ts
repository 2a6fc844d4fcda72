/** @file runMetrics: the points of a run as they come, from where the subscriber left off. */
import { readNewPoints, type NewPoints } from "@capstan/prisma/queries/read-new-points";
import { checkNames, MetricSeriesRef } from "../metric/metric-series.ts";
import { builder } from "../schema/builder.ts";
import { BatchStreams, type Sent } from "./batch-streams.ts";
import { runToFollow } from "./run-to-follow.ts";

/** About a quarter of a megabyte of JSON. */
const POINTS_MAX = 10_000;
const POINT_BYTES = 30;

const MetricBatch = builder.objectRef<Sent<NewPoints>>("MetricBatch").implement({
  description: "New points of a run.",
  fields: (t) => ({
    sequence: t.field({
      type: "SafeInt",
      description: "The cursor: pass it as `after` to go on from here.",
      resolve: (batch) => batch.sequence,
    }),
    attempt: t.exposeInt("attempt", { description: "The highest claim that these points come from." }),
    series: t.field({
      type: [MetricSeriesRef],
      description: "Not thinned. A step that was there before replaces its old value.",
      resolve: (batch) => [...batch.series],
    }),
    merged: t.int({
      description:
        "How many batches since the one before were not sent one by one, because they were read too slowly; nearly always 0. What they held is in this one and those after it: nothing is missing.",
      resolve: (batch) => batch.merged ?? 0,
    }),
  }),
});

interface Followed {
  readonly teamId: string;
  readonly runId: string;
  readonly names: readonly string[] | null;
}
const streams = new BatchStreams<Followed, NewPoints>({
  read: (database, { teamId, runId, names }, range) =>
    database.statementsFor([teamId], (tx) => readNewPoints(tx, { teamId, runId, names, ...range, pointsMax: POINTS_MAX })),
  bytes: ({ series }) => POINT_BYTES * series.reduce((sum, { steps }) => sum + steps.length, 0),
});

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
      const { id: runId, teamId, eventSeq } = await runToFollow(ctx, args.runId);
      return streams.follow(ctx, { teamId, runId, names: checkNames(args.names) }, { after: args.after ?? 0, head: Number(eventSeq) });
    },
    resolve: (batch) => batch,
  }),
);
