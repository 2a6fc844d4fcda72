/** @file deleteRun: takes a run that ended off the list. */
import { readClock } from "@capstan/prisma/queries/read-clock";
import { AppError } from "@capstan/run/error-code";
import { isTerminal } from "@capstan/run/status";
import { recordAudit } from "../audit/record-audit.ts";
import { defineMutation } from "../schema/define-mutation.ts";
import { loadRunToChange, RunIdInput } from "./load-run.ts";
import { lockRun } from "./request-change.ts";

defineMutation({
  name: "deleteRun",
  description:
    "Takes a run that ended off the list. Checkpoints that have an alias, are pinned or start another run stay; the others are deleted.",
  input: RunIdInput,
  run: async (ctx, { id }) => {
    const { teamId } = await loadRunToChange(ctx, id);
    await ctx.db(async (tx) => {
      const run = await lockRun(tx, teamId, id);
      if (!isTerminal(run.status))
        throw new AppError("INVALID_INPUT", `This run is ${run.status}. Cancel it first, then delete it.`, { path: ["id"] });
      const deletedAt = await readClock(tx);
      await tx.run.update({ where: { teamId_id: { teamId, id } }, data: { deletedAt }, select: { id: true } });
      await tx.checkpoint.updateMany({
        where: {
          teamId,
          runId: id,
          status: "COMMITTED",
          pinned: false,
          aliases: { none: {} },
          startedRuns: { none: { status: { in: ["QUEUED", "CLAIMED", "RUNNING", "PAUSED"] } } },
        },
        data: { status: "DELETED", deletedAt },
      });
      await recordAudit(ctx, tx, { teamId, action: "deleteRun", objectId: id, summary: `deleted the run ${run.name}` });
    });
    return { deletedId: id };
  },
  payload: (t) => ({
    deletedId: t.id({ nullable: true, description: "What was deleted.", resolve: (outcome) => outcome.result?.deletedId }),
  }),
});
