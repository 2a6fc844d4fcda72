/** @file runLogs: the log of a run as it is written, from where the subscriber left off. */
import type { LogLineModel } from "@capstan/prisma/models";
import type { Statements } from "@capstan/prisma/statements";
import { LogLineRef } from "../run/log-line.ts";
import { builder } from "../schema/builder.ts";
import { BatchStreams, type Sent } from "./batch-streams.ts";
import { runToFollow } from "./run-to-follow.ts";

interface LogBatch {
  readonly sequence: number;
  readonly lines: readonly LogLineModel[];
}

const LINES_MAX = 1_000;

const LogBatchRef = builder.objectRef<Sent<LogBatch>>("LogBatch").implement({
  description: "New lines of a run's log.",
  fields: (t) => ({
    sequence: t.field({
      type: "SafeInt",
      description: "The cursor: pass it as `after` to go on from here.",
      resolve: (batch) => batch.sequence,
    }),
    lines: t.field({
      type: [LogLineRef],
      description: "In the order that they were written.",
      resolve: (batch) => batch.lines as LogLineModel[],
    }),
    merged: t.int({
      description:
        "How many batches since the one before were not sent one by one, because they were read too slowly; nearly always 0. What they held is in this one and those after it: nothing is missing.",
      resolve: (batch) => batch.merged ?? 0,
    }),
  }),
});

/** A line's other columns. */
const LINE_BYTES = 150;
/** bigint's largest. */
const EVERYTHING = "9223372036854775807";

interface Followed {
  readonly teamId: string;
  readonly runId: string;
}

/** The lines of the next reports in a range of sequences, about a thousand; a report is never cut. Null: there are none. */
async function readNewLines(
  tx: Statements,
  { teamId, runId }: Followed,
  { after, upTo }: { after: number; upTo: number | null },
): Promise<LogBatch | null> {
  const lines = await tx.$queryRaw<LogLineModel[]>`
    SELECT team_id AS "teamId", run_id AS "runId", sequence, line, at, level::text AS level, message, attempt FROM log_lines
    WHERE team_id = ${teamId} AND run_id = ${runId} AND sequence > ${after}
      AND sequence <= least(${upTo ?? EVERYTHING}::bigint, (SELECT sequence FROM log_lines WHERE team_id = ${teamId} AND run_id = ${runId} AND sequence > ${after}
        ORDER BY sequence, line OFFSET ${LINES_MAX - 1} LIMIT 1))
    ORDER BY sequence, line`;
  const last = lines.at(-1);
  return last ? { sequence: Number(last.sequence), lines } : null;
}

const streams = new BatchStreams<Followed, LogBatch>({
  read: (database, run, range) => database.statementsFor([run.teamId], (tx) => readNewLines(tx, run, range)),
  bytes: ({ lines }) => lines.reduce((sum, { message }) => sum + message.length + LINE_BYTES, 0),
});

builder.subscriptionField("runLogs", (t) =>
  t.field({
    type: LogBatchRef,
    description: "The log of a run as it is written. Nothing is lost: after a break, pass the last `sequence`.",
    args: {
      runId: t.arg.id({ required: true, description: "`run_...`" }),
      after: t.arg({ type: "SafeInt", description: "The last sequence seen. Left out: from the beginning." }),
    },
    subscribe: async (_root, args, ctx) => {
      const { id: runId, teamId, eventSeq } = await runToFollow(ctx, args.runId);
      return streams.follow(ctx, { teamId, runId }, { after: args.after ?? 0, head: Number(eventSeq) });
    },
    resolve: (batch) => batch,
  }),
);
