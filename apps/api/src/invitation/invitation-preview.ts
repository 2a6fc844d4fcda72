/** @file invitation(token): what somebody sees of an invitation before they sign in. */
import type { Role } from "@capstan/prisma/enums";
import type { Context } from "../context.ts";
import { notFound } from "../errors.ts";
import { RoleEnum } from "../member/role.ts";
import { builder } from "../schema/builder.ts";
import { findOpenInvitation } from "./find-open-invitation.ts";

interface Preview {
  readonly teamName: string;
  readonly role: Role;
  readonly expiresAt: Date;
  readonly invitedBy: string;
}

const PreviewRef = builder.objectRef<Preview>("InvitationPreview").implement({
  description: "An invitation, for whoever has its link.",
  fields: (t) => ({
    teamName: t.exposeString("teamName", { description: "The team that invites." }),
    role: t.field({ type: RoleEnum, description: "What you would be.", resolve: (preview) => preview.role }),
    expiresAt: t.field({ type: "DateTime", description: "Until then it can be accepted.", resolve: (preview) => preview.expiresAt }),
    invitedBy: t.exposeString("invitedBy", { description: "The name of who made it." }),
  }),
});

async function nameOf(ctx: Context, id: string): Promise<string> {
  const { system } = ctx.database;
  const row = id.startsWith("key_")
    ? await system.apiKey.findUnique({ where: { id }, select: { name: true } })
    : await system.user.findUnique({ where: { id }, select: { name: true } });
  return row?.name ?? "somebody who has left";
}

builder.queryField("invitation", (t) =>
  t.field({
    type: PreviewRef,
    description: "The invitation of a link. NOT_FOUND when it was used, revoked, or is too old.",
    args: { token: t.arg.string({ required: true, description: "What follows /invite/ in the link." }) },
    resolve: async (_root, { token }, ctx) => {
      const invitation = await findOpenInvitation(ctx.database.system, token);
      if (!invitation) throw notFound();
      return {
        teamName: invitation.team.name,
        role: invitation.role,
        expiresAt: invitation.expiresAt,
        invitedBy: await nameOf(ctx, invitation.createdById),
      };
    },
  }),
);
