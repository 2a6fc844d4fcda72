/** @file updateRunRetention: which checkpoints of a run stay from now on. */
import { markUnkept } from "@capstan/prisma/queries/unkept-checkpoints";
import { recordAudit } from "../audit/record-audit.ts";
import { builder } from "../schema/builder.ts";
import { defineMutation } from "../schema/define-mutation.ts";
import { loadRunToChange } from "./load-run.ts";
import { lockRun } from "./request-change.ts";
import { bytesOf, checkRetention, RetentionInput } from "./retention.ts";
import { RunRef } from "./run-ref.ts";

const UpdateRunRetentionInput = builder.inputType("UpdateRunRetentionInput", {
  description: "Which checkpoints of a run stay.",
  fields: (t) => ({
    id: t.id({ required: true, description: "`run_...`" }),
    retention: t.field({ type: RetentionInput, required: true, description: "From now on. What is left out has its default." }),
  }),
});

defineMutation({
  name: "updateRunRetention",
  description:
    "Changes which checkpoints of a run stay, and deletes at once those that nothing keeps any more; their bytes go a day later. Run.retentionPreview says before which they are.",
  input: UpdateRunRetentionInput,
  run: async (ctx, { id, retention }) => {
    const { teamId } = await loadRunToChange(ctx, id);
    const wanted = checkRetention(retention, ["retention"]);
    return ctx.db(async (tx) => {
      await lockRun(tx, teamId, id);
      const run = await tx.run.update({ where: { teamId_id: { teamId, id } }, data: { ...wanted, eventSeq: { increment: 1 } } });
      const deleted = await markUnkept(tx, teamId, id, wanted);
      const { keepLatest, keepBest, keepPeriodic, keepEverySteps } = wanted;
      const kept = [
        `the ${keepLatest} newest`,
        ...(keepBest ? ["the best"] : []),
        ...(keepPeriodic ? ["the periodic"] : []),
        ...(keepEverySteps ? [`one of every ${keepEverySteps} steps`] : []),
      ];
      const summary = `keeps of the run ${run.name}: ${kept.join(", ")}; ${deleted.length} checkpoints were deleted`;
      await recordAudit(ctx, tx, { teamId, action: "updateRunRetention", objectId: id, summary });
      return { run, deletedIds: deleted.map((checkpoint) => checkpoint.id), freedBytes: bytesOf(deleted) };
    });
  },
  payload: (t) => ({
    run: t.field({ type: RunRef, nullable: true, description: "As it is now.", resolve: (outcome) => outcome.result?.run }),
    deletedIds: t.idList({ description: "The checkpoints that were deleted.", resolve: (outcome) => outcome.result?.deletedIds ?? [] }),
    freedBytes: t.field({
      type: "SafeInt",
      description: "What they held, in bytes; given back after 24 hours.",
      resolve: (outcome) => outcome.result?.freedBytes ?? 0,
    }),
  }),
});
