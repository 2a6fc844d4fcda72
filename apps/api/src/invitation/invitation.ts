/** @file Invitation: a link that brings somebody into a team. */
import { READ_PEOPLE } from "../access.ts";
import { RoleEnum } from "../member/role.ts";
import { NodeInterface, registerNode } from "../schema/node.ts";
import { InvitationRef, type InvitationRow } from "./invitation-ref.ts";

/** The invitation just made, with the link that is known only then. */
export interface FreshInvitation extends InvitationRow {
  readonly url: string;
}

InvitationRef.implement({
  description: "A link that brings somebody into the team, once.",
  interfaces: [NodeInterface],
  fields: (t) => ({
    email: t.exposeString("email", { nullable: true, description: "Who may open it; null: whoever has the link." }),
    role: t.field({ type: RoleEnum, description: "What they will be.", resolve: (invitation) => invitation.role }),
    url: t.string({
      nullable: true,
      description: "The link. Only in the answer of inviteMember; null ever after.",
      resolve: (invitation) => (invitation as Partial<FreshInvitation>).url,
    }),
    createdAt: t.field({ type: "DateTime", description: "When it was made.", resolve: (invitation) => invitation.createdAt }),
    expiresAt: t.field({
      type: "DateTime",
      description: "From then on it cannot be accepted.",
      resolve: (invitation) => invitation.expiresAt,
    }),
    acceptedAt: t.field({
      type: "DateTime",
      nullable: true,
      description: "When somebody accepted it.",
      resolve: (invitation) => invitation.acceptedAt,
    }),
  }),
});
registerNode("invitation", "Invitation", (tx, id) => tx.invitation.findUnique({ where: { id } }), READ_PEOPLE);
