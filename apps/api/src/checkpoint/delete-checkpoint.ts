/** @file deleteCheckpoint: marks a checkpoint as deleted; its bytes go a day later. */
import { readClock } from "@capstan/prisma/queries/read-clock";
import { AppError } from "@capstan/run/error-code";
import { requireIn, WRITE } from "../access.ts";
import { recordAudit } from "../audit/record-audit.ts";
import { notFound } from "../errors.ts";
import { builder } from "../schema/builder.ts";
import { defineMutation } from "../schema/define-mutation.ts";
import { loadCommitted } from "./checkpoint.ts";

const CheckpointIdInput = builder.inputType("CheckpointIdInput", {
  description: "A checkpoint.",
  fields: (t) => ({ id: t.id({ required: true, description: "`ckpt_...`" }) }),
});

const inUse = (message: string): AppError => new AppError("CHECKPOINT_IN_USE", message, { path: ["id"] });

defineMutation({
  name: "deleteCheckpoint",
  description: "Deletes a checkpoint that no alias points to, no waiting or live run starts from, and no unfinished run would go on from.",
  input: CheckpointIdInput,
  run: async (ctx, { id }) => {
    const { teamId } = await loadCommitted(ctx, id);
    requireIn(ctx.caller, teamId, WRITE);
    await ctx.db(async (tx) => {
      const locked = await tx.$queryRaw<{ id: string }[]>`
        SELECT id FROM checkpoints WHERE team_id = ${teamId} AND id = ${id} AND status = 'COMMITTED' FOR UPDATE`;
      if (locked.length === 0) throw notFound();
      const unfinished = { in: ["QUEUED", "CLAIMED", "RUNNING", "PAUSED"] as ("QUEUED" | "CLAIMED" | "RUNNING" | "PAUSED")[] };
      const row = await tx.checkpoint.findUniqueOrThrow({
        where: { teamId_id: { teamId, id } },
        include: {
          aliases: true,
          startedRuns: { where: { status: unfinished }, select: { number: true } },
          run: { select: { status: true, number: true } },
        },
      });
      const [alias] = row.aliases;
      if (alias) throw inUse(`The alias “${alias.name}” points to it. Move or remove the alias first.`);
      const [started] = row.startedRuns;
      if (started) throw inUse(`Run #${started.number} starts from it. Wait until that has ended, or cancel it.`);
      if (row.run && unfinished.in.some((status) => status === row.run!.status) && row.kinds.includes("LATEST"))
        throw inUse(`Run #${row.run.number} would go on from it. Wait until that has ended, or cancel it.`);
      await tx.checkpoint.update({
        where: { teamId_id: { teamId, id } },
        data: { status: "DELETED", deletedAt: await readClock(tx), pinned: false },
        select: { id: true },
      });
      await recordAudit(ctx, tx, { teamId, action: "deleteCheckpoint", objectId: id, summary: `deleted the checkpoint ${id}` });
    });
    return { deletedId: id };
  },
  payload: (t) => ({
    deletedId: t.id({ nullable: true, description: "What was deleted.", resolve: (outcome) => outcome.result?.deletedId }),
  }),
});
