/** @file removeMember: an admin sends somebody away, or somebody leaves. */
import { limitKeys } from "../api-key/limit-keys.ts";
import { ADMIN, requireIn } from "../access.ts";
import { recordAudit } from "../audit/record-audit.ts";
import { builder } from "../schema/builder.ts";
import { defineMutation } from "../schema/define-mutation.ts";
import { loadNode } from "../schema/node.ts";
import { requireOtherOwner } from "./owners.ts";
import { requireMayGive } from "./role.ts";

const MemberIdInput = builder.inputType("MemberIdInput", {
  description: "A member.",
  fields: (t) => ({ id: t.id({ required: true, description: "`mem_...`" }) }),
});

defineMutation({
  name: "removeMember",
  description:
    "Removes somebody from the team; anybody may remove themselves. API keys that they made are revoked. What they made else stays. The last owner cannot go.",
  input: MemberIdInput,
  run: async (ctx, { id }) => {
    const member = await loadNode(ctx, "member", (tx) => tx.member.findUnique({ where: { id } }), id);
    const { teamId } = member;
    const isLeaving = ctx.caller.kind === "user" && ctx.caller.id === member.userId;
    if (!isLeaving) {
      requireIn(ctx.caller, teamId, ADMIN);
      requireMayGive(ctx.caller, teamId, member.role);
    }
    return ctx.db(async (tx) => {
      if (member.role === "OWNER") await requireOtherOwner(tx, teamId, id);
      await tx.member.delete({ where: { id, teamId } });
      const revoked = await limitKeys(tx, teamId, member.userId, null);
      await recordAudit(ctx, tx, {
        teamId,
        action: "removeMember",
        objectId: id,
        summary: `${isLeaving ? "Left the team" : `Removed ${member.userId} (${member.role})`}${revoked}.`,
      });
      return { deletedId: id };
    });
  },
  payload: (t) => ({
    deletedId: t.id({ nullable: true, description: "The member who is gone.", resolve: ({ result }) => result?.deletedId }),
  }),
});
