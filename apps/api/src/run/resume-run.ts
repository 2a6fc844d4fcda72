/** @file resumeRun: queues a paused run again, or takes back a pause that its runner has not done yet. */
import { moveRun } from "@capstan/prisma/queries/move-run";
import { noteInLog } from "@capstan/prisma/queries/note-in-log";
import { AppError } from "@capstan/run/error-code";
import { recordAudit } from "../audit/record-audit.ts";
import { actorIdOf, nameOf } from "../caller.ts";
import { defineMutation } from "../schema/define-mutation.ts";
import { loadRunToChange, RunIdInput } from "./load-run.ts";
import { lockRun, refuseFinished } from "./request-change.ts";
import { RunRef } from "./run-ref.ts";

defineMutation({
  name: "resumeRun",
  description: "Queues a PAUSED run again; it goes on from its last checkpoint. A pause that was asked for and not done yet is taken back.",
  input: RunIdInput,
  run: async (ctx, { id }) => {
    const { teamId } = await loadRunToChange(ctx, id);
    const run = await ctx.db(async (tx) => {
      const before = await lockRun(tx, teamId, id);
      refuseFinished(before);
      if (before.status === "PAUSED")
        await moveRun(tx, { teamId, runId: id, from: ["PAUSED"], to: "QUEUED", actor: actorIdOf(ctx.caller)!, attemptsWithoutProgress: 0 });
      else if (before.requested === "PAUSE")
        await tx.run.update({
          where: { teamId_id: { teamId, id } },
          data: { requested: null, eventSeq: { increment: 1 } },
          select: { id: true },
        });
      else
        throw new AppError("INVALID_INPUT", `This run is ${before.status} and not paused: there is nothing to resume.`, { path: ["id"] });
      await noteInLog(tx, { teamId, runId: id, level: "INFO", message: `${nameOf(ctx.caller)} resumed the run.` });
      await recordAudit(ctx, tx, { teamId, action: "resumeRun", objectId: id, summary: `resumed the run ${before.name}` });
      return tx.run.findUniqueOrThrow({ where: { teamId_id: { teamId, id } } });
    });
    return { run };
  },
  payload: (t) => ({
    run: t.field({ type: RunRef, nullable: true, description: "As it is now.", resolve: (outcome) => outcome.result?.run }),
  }),
});
