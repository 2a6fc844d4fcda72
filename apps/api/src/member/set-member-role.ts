/** @file setMemberRole. */
import { limitKeys } from "../api-key/limit-keys.ts";
import { ADMIN, requireIn } from "../access.ts";
import { recordAudit } from "../audit/record-audit.ts";
import { builder } from "../schema/builder.ts";
import { defineMutation } from "../schema/define-mutation.ts";
import { loadNode } from "../schema/node.ts";
import { MemberRef } from "./member-ref.ts";
import { requireOtherOwner } from "./owners.ts";
import { requireMayGive, RoleEnum } from "./role.ts";

const SetMemberRoleInput = builder.inputType("SetMemberRoleInput", {
  description: "A member and their new role.",
  fields: (t) => ({
    id: t.id({ required: true, description: "The member: `mem_...`." }),
    role: t.field({ type: RoleEnum, required: true, description: "What they may do from now on." }),
  }),
});

defineMutation({
  name: "setMemberRole",
  description:
    "Gives a member another role. API keys that they made and that may more than the new role are revoked. The last owner stays one.",
  input: SetMemberRoleInput,
  run: async (ctx, { id, role }) => {
    const member = await loadNode(ctx, "member", (tx) => tx.member.findUnique({ where: { id } }), id);
    const { teamId } = member;
    requireIn(ctx.caller, teamId, ADMIN);
    requireMayGive(ctx.caller, teamId, member.role, role);
    return ctx.db(async (tx) => {
      if (member.role === "OWNER" && role !== "OWNER") await requireOtherOwner(tx, teamId, id);
      const changed = await tx.member.update({ where: { id, teamId }, data: { role } });
      const revoked = await limitKeys(tx, teamId, member.userId, role);
      await recordAudit(ctx, tx, {
        teamId,
        action: "setMemberRole",
        objectId: id,
        summary: `Changed the role of ${member.userId} from ${member.role} to ${role}${revoked}.`,
      });
      return { member: changed };
    });
  },
  payload: (t) => ({
    member: t.field({
      type: MemberRef,
      nullable: true,
      description: "The member as they are now.",
      resolve: ({ result }) => result?.member,
    }),
  }),
});
