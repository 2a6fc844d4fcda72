/** @file Member: a person in a team. */
import { READ_PEOPLE } from "../access.ts";
import { loadUser, present } from "../schema/load-rows.ts";
import { NodeInterface, registerNode } from "../schema/node.ts";
import { UserRef } from "../user/user-ref.ts";
import { MemberRef } from "./member-ref.ts";
import { RoleEnum } from "./role.ts";

MemberRef.implement({
  description: "A person in a team, with a role.",
  interfaces: [NodeInterface],
  fields: (t) => ({
    user: t.field({ type: UserRef, description: "The person.", resolve: (member, _args, ctx) => present(loadUser(ctx, member.userId)) }),
    role: t.field({ type: RoleEnum, description: "What they may do here.", resolve: (member) => member.role }),
    createdAt: t.field({ type: "DateTime", description: "When they joined.", resolve: (member) => member.createdAt }),
  }),
});
registerNode("member", "Member", (tx, id) => tx.member.findUnique({ where: { id } }), READ_PEOPLE);
