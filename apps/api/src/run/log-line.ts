/** @file LogLine and Run.logs: what the trainer wrote. */
import type { LogLineModel } from "@capstan/prisma/models";
import { builder } from "../schema/builder.ts";
import { badUserInput } from "../errors.ts";
import { defineConnection, readPage, toConnection } from "../schema/define-connection.ts";
import { RunRef } from "./run-ref.ts";

export const LogLevelEnum = builder.enumType("LogLevel", {
  description: "How grave a log line is.",
  values: {
    INFO: { description: "For the record." },
    WARNING: { description: "It goes on, but look at it." },
    ERROR: { description: "It did not work." },
  },
});

export const LogLineRef = builder.objectRef<LogLineModel>("LogLine").implement({
  description: "A line of the trainer's log.",
  fields: (t) => ({
    sequence: t.field({
      type: "SafeInt",
      description: "The report that it came with: the cursor of runLogs.",
      resolve: (line) => line.sequence,
    }),
    at: t.field({ type: "DateTime", description: "By the runner's clock.", resolve: (line) => line.at }),
    level: t.field({ type: LogLevelEnum, description: "How grave it is.", resolve: (line) => line.level }),
    message: t.exposeString("message", { description: "The text." }),
    attempt: t.exposeInt("attempt", { description: "The claim during which it was written." }),
  }),
});

const LogConnection = defineConnection("Log", LogLineRef);

builder.objectField(RunRef, "logs", (t) =>
  t.field({
    type: LogConnection,
    description: "The trainer's log, the oldest line first.",
    args: { first: t.arg.int({ description: "1 to 100; 20 if left out." }), after: t.arg.string({ description: "An endCursor." }) },
    resolve: async (run, args, ctx) => {
      const page = readPage(args);
      const [sequence, line] = [page.after?.[0], Number(page.after?.[1])];
      if (page.after && (typeof sequence !== "number" || !Number.isSafeInteger(line)))
        throw badUserInput("`after` is not a cursor of this list.");
      const behind = page.after ? { OR: [{ sequence: { gt: Number(sequence) } }, { sequence: Number(sequence), line: { gt: line } }] } : {};
      const rows = await ctx.db((tx) =>
        tx.logLine.findMany({
          where: { teamId: run.teamId, runId: run.id, ...behind },
          orderBy: [{ sequence: "asc" }, { line: "asc" }],
          take: page.take,
        }),
      );
      return toConnection(rows, page, (row) => [Number(row.sequence), String(row.line)]);
    },
  }),
);
