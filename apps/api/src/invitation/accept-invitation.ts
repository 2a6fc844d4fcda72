/** @file acceptInvitation. Under the system role: who accepts is not in the team yet. */
import { AppError } from "@capstan/run/error-code";
import { newId } from "@capstan/run/id";
import { recordAudit } from "../audit/record-audit.ts";
import { joinTeam } from "../caller.ts";
import { forbidden, notFound, unauthenticated } from "../errors.ts";
import { builder } from "../schema/builder.ts";
import { defineMutation } from "../schema/define-mutation.ts";
import { TeamRef } from "../team/team-ref.ts";
import { findOpenInvitation } from "./find-open-invitation.ts";

const AcceptInvitationInput = builder.inputType("AcceptInvitationInput", {
  description: "An invitation's link.",
  fields: (t) => ({ token: t.string({ required: true, description: "What follows /invite/ in the link." }) }),
});

defineMutation({
  name: "acceptInvitation",
  description: "Joins the team of an invitation. NOT_FOUND when it was used, revoked, or is too old.",
  input: AcceptInvitationInput,
  run: async (ctx, { token }) => {
    const { caller } = ctx;
    if (caller.kind === "anonymous") throw unauthenticated("Sign in or sign up first, then open the link again.");
    if (caller.kind !== "user") throw forbidden("People accept invitations, by signing in.");
    const { system } = ctx.database;
    const invitation = await findOpenInvitation(system, token);
    if (!invitation) throw notFound();
    const { teamId, role, email } = invitation;
    const team = await system.team.findUniqueOrThrow({ where: { id: teamId } });
    if (caller.roles.has(teamId)) return { team };
    if (email !== null && email !== caller.email.toLowerCase()) {
      throw new AppError("INVALID_INPUT", "This invitation is for another email address. Sign in with that one, or ask for a new link.", {
        path: ["token"],
      });
    }
    await system.$transaction(async (tx) => {
      const { count } = await tx.invitation.updateMany({
        where: { id: invitation.id, acceptedAt: null, revokedAt: null },
        data: { acceptedAt: new Date() },
      });
      if (count === 0) throw notFound();
      await tx.member.create({ data: { id: newId("member"), teamId, userId: caller.id, role }, select: { id: true } });
      await recordAudit(ctx, tx, { teamId, action: "acceptInvitation", objectId: invitation.id, summary: `Joined as ${role}.` });
    });
    joinTeam(caller, teamId, role);
    return { team };
  },
  payload: (t) => ({
    team: t.field({ type: TeamRef, nullable: true, description: "The team that you are in now.", resolve: ({ result }) => result?.team }),
  }),
});
