/** @file revokeInvitation. */
import { AppError } from "@capstan/run/error-code";
import { ADMIN, requireIn } from "../access.ts";
import { recordAudit } from "../audit/record-audit.ts";
import { builder } from "../schema/builder.ts";
import { defineMutation } from "../schema/define-mutation.ts";
import { loadNode } from "../schema/node.ts";

const InvitationIdInput = builder.inputType("InvitationIdInput", {
  description: "An invitation.",
  fields: (t) => ({ id: t.id({ required: true, description: "`inv_...`" }) }),
});

defineMutation({
  name: "revokeInvitation",
  description: "Makes an invitation's link worthless. Whoever accepted it already stays: see removeMember.",
  input: InvitationIdInput,
  run: async (ctx, { id }) => {
    const invitation = await loadNode(ctx, "invitation", (tx) => tx.invitation.findUnique({ where: { id } }), id);
    const { teamId } = invitation;
    requireIn(ctx.caller, teamId, ADMIN);
    if (invitation.revokedAt) return { deletedId: id };
    await ctx.db(async (tx) => {
      const { count } = await tx.invitation.updateMany({ where: { id, teamId, acceptedAt: null }, data: { revokedAt: new Date() } });
      if (count === 0)
        throw new AppError("INVALID_INPUT", "Somebody has accepted this invitation: remove the member instead.", { path: ["id"] });
      await recordAudit(ctx, tx, {
        teamId,
        action: "revokeInvitation",
        objectId: id,
        summary: `Revoked the invitation of ${invitation.email ?? "whoever has the link"} as ${invitation.role}.`,
      });
    });
    return { deletedId: id };
  },
  payload: (t) => ({
    deletedId: t.id({ nullable: true, description: "The invitation that is gone.", resolve: ({ result }) => result?.deletedId }),
  }),
});
