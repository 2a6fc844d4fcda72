/** @file runUpdated: a run as it is, then whenever it changes. */
import { RunRef, type RunRow } from "../run/run-ref.ts";
import { builder } from "../schema/builder.ts";
import { follow } from "./follow.ts";
import { runToFollow } from "./run-to-follow.ts";
import { SharedReads } from "./shared-reads.ts";

const shared = new SharedReads<RunRow | null>();

builder.subscriptionField("runUpdated", (t) =>
  t.field({
    type: RunRef,
    description: "A run as it is now, then whenever it changes, at most ten times a second. Ends when the run is deleted.",
    args: { runId: t.arg.id({ required: true, description: "`run_...`" }) },
    subscribe: async (_root, args, ctx) => {
      const { id, teamId } = await runToFollow(ctx, args.runId);
      let seen: bigint | null = null;
      return follow(ctx, { teamId, kinds: ["run"], of: id }, async function* (change) {
        const read = (): Promise<RunRow | null> => ctx.db((tx) => tx.run.findUnique({ where: { teamId_id: { teamId, id }, deletedAt: null } }));
        // Only readings that began for the same change are shared: an older one would not show it.
        const run = change?.sequence ? await shared.read(`${id} ${change.sequence}`, read) : await read();
        if (!run) return false;
        if (seen !== null && run.eventSeq <= seen) return true;
        seen = run.eventSeq;
        yield run;
        return true;
      });
    },
    resolve: (run) => run,
  }),
);
