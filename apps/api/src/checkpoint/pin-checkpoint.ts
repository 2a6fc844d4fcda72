/** @file pinCheckpoint: keeps a checkpoint, or lets it go. */
import { requireIn, WRITE } from "../access.ts";
import { recordAudit } from "../audit/record-audit.ts";
import { notFound } from "../errors.ts";
import { builder } from "../schema/builder.ts";
import { defineMutation } from "../schema/define-mutation.ts";
import { CheckpointRef } from "./checkpoint-ref.ts";
import { loadCommitted } from "./checkpoint.ts";

const PinCheckpointInput = builder.inputType("PinCheckpointInput", {
  description: "A checkpoint to keep, or no longer.",
  fields: (t) => ({
    id: t.id({ required: true, description: "`ckpt_...`" }),
    pinned: t.boolean({ required: true, description: "true: retention never deletes it." }),
  }),
});

defineMutation({
  name: "pinCheckpoint",
  description: "Keeps a checkpoint from being deleted when newer ones come, or lets it go.",
  input: PinCheckpointInput,
  run: async (ctx, { id, pinned }) => {
    const { teamId } = await loadCommitted(ctx, id);
    requireIn(ctx.caller, teamId, WRITE);
    const checkpoint = await ctx.db(async (tx) => {
      const { count } = await tx.checkpoint.updateMany({ where: { teamId, id, status: "COMMITTED" }, data: { pinned } });
      if (count === 0) throw notFound();
      await recordAudit(ctx, tx, { teamId, action: "pinCheckpoint", objectId: id, summary: pinned ? `pinned ${id}` : `unpinned ${id}` });
      return tx.checkpoint.findUniqueOrThrow({ where: { teamId_id: { teamId, id } } });
    });
    return { checkpoint };
  },
  payload: (t) => ({
    checkpoint: t.field({
      type: CheckpointRef,
      nullable: true,
      description: "As it is now.",
      resolve: (outcome) => outcome.result?.checkpoint,
    }),
  }),
});
