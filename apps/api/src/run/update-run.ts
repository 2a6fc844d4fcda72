/** @file updateRun: what people write on a run. */
import { recordAudit } from "../audit/record-audit.ts";
import { builder } from "../schema/builder.ts";
import { checkName } from "../schema/check-name.ts";
import { defineMutation } from "../schema/define-mutation.ts";
import { checkNotes, checkPriority, checkTags } from "./check-run-words.ts";
import { loadRunToChange } from "./load-run.ts";
import { lockRun } from "./request-change.ts";
import { RunRef } from "./run-ref.ts";

const UpdateRunInput = builder.inputType("UpdateRunInput", {
  description: "Changes of a run; what is left out stays.",
  fields: (t) => ({
    id: t.id({ required: true, description: "`run_...`" }),
    name: t.string({ description: "1 to 100 characters." }),
    tags: t.stringList({ description: "All of its tags from now on." }),
    notes: t.string({ description: "Free text of at most 10,000 characters." }),
    priority: t.int({ description: "-1000 to 1000; matters while it waits." }),
  }),
});

defineMutation({
  name: "updateRun",
  description: "Changes a run's name, tags, notes or priority.",
  input: UpdateRunInput,
  run: async (ctx, { id, name, tags, notes, priority }) => {
    const { teamId } = await loadRunToChange(ctx, id);
    const data = {
      ...(name === null || name === undefined ? {} : { name: checkName(name, ["name"]) }),
      ...(tags ? { tags: checkTags(tags) } : {}),
      ...(notes === null || notes === undefined ? {} : { notes: checkNotes(notes) }),
      ...(priority === null || priority === undefined ? {} : { priority: checkPriority(priority) }),
    };
    const run = await ctx.db(async (tx) => {
      const before = await lockRun(tx, teamId, id);
      const after = await tx.run.update({ where: { teamId_id: { teamId, id } }, data: { ...data, eventSeq: { increment: 1 } } });
      const changed = Object.keys(data).join(", ") || "nothing";
      await recordAudit(ctx, tx, { teamId, action: "updateRun", objectId: id, summary: `changed ${changed} of the run ${before.name}` });
      return after;
    });
    return { run };
  },
  payload: (t) => ({
    run: t.field({ type: RunRef, nullable: true, description: "As it is now.", resolve: (outcome) => outcome.result?.run }),
  }),
});
