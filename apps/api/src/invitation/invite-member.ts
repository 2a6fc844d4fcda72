/** @file inviteMember. */
import { readClock } from "@capstan/prisma/queries/read-clock";
import { AppError } from "@capstan/run/error-code";
import { newId } from "@capstan/run/id";
import { z } from "zod";
import { ADMIN, teamFor } from "../access.ts";
import { recordAudit } from "../audit/record-audit.ts";
import { hashSecret, newSecret } from "../auth/token.ts";
import { actorIdOf } from "../caller.ts";
import { requireMayGive, RoleEnum } from "../member/role.ts";
import { builder } from "../schema/builder.ts";
import { defineMutation } from "../schema/define-mutation.ts";
import { InvitationRef } from "./invitation-ref.ts";
import type { FreshInvitation } from "./invitation.ts";

const LIFE_MS = 7 * 24 * 3600 * 1000;
const Email = z.email().max(254);

const InviteMemberInput = builder.inputType("InviteMemberInput", {
  description: "Whom to invite.",
  fields: (t) => ({
    teamId: t.id({ description: "Left out: the API key's team, or your only one." }),
    email: t.string({ description: "Only somebody who signs in with this email may accept. Left out: whoever has the link." }),
    role: t.field({ type: RoleEnum, defaultValue: "MEMBER", description: "What they will be." }),
  }),
});

defineMutation({
  name: "inviteMember",
  description: "Makes an invitation link, good for seven days and one person. Send it yourself: it is in this answer and nowhere else.",
  input: InviteMemberInput,
  run: async (ctx, input): Promise<{ invitation: FreshInvitation }> => {
    const teamId = teamFor(ctx.caller, input.teamId, ADMIN);
    const role = input.role ?? "MEMBER";
    requireMayGive(ctx.caller, teamId, role);
    const email = input.email ? input.email.trim().toLowerCase() : null;
    if (email !== null && !Email.safeParse(email).success)
      throw new AppError("INVALID_INPUT", "This is not an email address. Correct it, or leave it out.", { path: ["email"] });
    const token = newSecret();
    const id = newId("invitation");
    const data = {
      id,
      teamId,
      email,
      role,
      tokenHash: hashSecret(token),
      createdById: actorIdOf(ctx.caller)!,
    };
    const invitation = await ctx.db(async (tx) => {
      const made = await tx.invitation.create({ data: { ...data, expiresAt: new Date((await readClock(tx)).getTime() + LIFE_MS) } });
      await recordAudit(ctx, tx, {
        teamId,
        action: "inviteMember",
        objectId: id,
        summary: `Invited ${email ?? "whoever has the link"} as ${role}.`,
      });
      return made;
    });
    return { invitation: { ...invitation, url: `${ctx.config.webOrigins[0]}/invite/${token}` } };
  },
  payload: (t) => ({
    invitation: t.field({
      type: InvitationRef,
      nullable: true,
      description: "The invitation, with its link.",
      resolve: ({ result }) => result?.invitation,
    }),
  }),
});
