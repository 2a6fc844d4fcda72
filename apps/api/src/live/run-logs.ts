/** @file runLogs: the log of a run as it is written, from where the subscriber left off. */
import type { LogLineModel } from "@capstan/prisma/models";
import type { Statements } from "@capstan/prisma/statements";
import { LogLineRef } from "../run/log-line.ts";
import { builder } from "../schema/builder.ts";
import { follow } from "./follow.ts";
import { runToFollow } from "./run-to-follow.ts";
import { SharedReads } from "./shared-reads.ts";

interface LogBatch {
  readonly sequence: number;
  readonly lines: readonly LogLineModel[];
}

const LINES_MAX = 1_000;

const LogBatchRef = builder.objectRef<LogBatch>("LogBatch").implement({
  description: "New lines of a run's log.",
  fields: (t) => ({
    sequence: t.field({ type: "SafeInt", description: "The cursor: pass it as `after` to go on from here.", resolve: (batch) => batch.sequence }),
    lines: t.field({ type: [LogLineRef], description: "In the order that they were written.", resolve: (batch) => batch.lines as LogLineModel[] }),
  }),
});

/** The lines of the next reports after the cursor, about a thousand; a report is never cut. Null: there are none. */
async function readNewLines(tx: Statements, teamId: string, runId: string, after: number): Promise<LogBatch | null> {
  const lines = await tx.$queryRaw<LogLineModel[]>`
    SELECT team_id AS "teamId", run_id AS "runId", sequence, line, at, level::text AS level, message, attempt FROM log_lines
    WHERE team_id = ${teamId} AND run_id = ${runId} AND sequence > ${after}
      AND sequence <= coalesce((SELECT sequence FROM log_lines WHERE team_id = ${teamId} AND run_id = ${runId} AND sequence > ${after}
        ORDER BY sequence, line OFFSET ${LINES_MAX - 1} LIMIT 1), 9223372036854775807)
    ORDER BY sequence, line`;
  const last = lines.at(-1);
  return last ? { sequence: Number(last.sequence), lines } : null;
}

const shared = new SharedReads<LogBatch | null>();

builder.subscriptionField("runLogs", (t) =>
  t.field({
    type: LogBatchRef,
    description: "The log of a run as it is written. Nothing is lost: after a break, pass the last `sequence`.",
    args: {
      runId: t.arg.id({ required: true, description: "`run_...`" }),
      after: t.arg({ type: "SafeInt", description: "The last sequence seen. Left out: from the beginning." }),
    },
    subscribe: async (_root, args, ctx) => {
      const { id: runId, teamId } = await runToFollow(ctx, args.runId);
      let after = args.after ?? 0;
      return follow(ctx, { teamId, kinds: ["run"], of: runId }, async function* () {
        for (;;) {
          const batch = await shared.read(JSON.stringify([runId, after]), () => ctx.sql((tx) => readNewLines(tx, teamId, runId, after)));
          if (!batch) return;
          after = batch.sequence;
          yield batch;
        }
      });
    },
    resolve: (batch) => batch,
  }),
);
