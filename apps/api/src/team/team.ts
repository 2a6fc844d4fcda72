/** @file Team: the people who share datasets, runs and keys. Lists of other nouns are added by their own files. */
import { readClock } from "@capstan/prisma/queries/read-clock";
import { ApiKeyRef } from "../api-key/api-key-ref.ts";
import { READ, READ_PEOPLE, requireIn, teamFor } from "../access.ts";
import type { Context } from "../context.ts";
import { notFound, unauthenticated } from "../errors.ts";
import { InvitationRef } from "../invitation/invitation-ref.ts";
import { MemberRef } from "../member/member-ref.ts";
import { RoleEnum } from "../member/role.ts";
import { builder } from "../schema/builder.ts";
import { NodeInterface, registerNode } from "../schema/node.ts";
import { TeamRef, type TeamRow } from "./team-ref.ts";
import { TeamSettingsRef } from "./team-settings.ts";
import { loadUsage, TeamUsageRef } from "./team-usage.ts";

TeamRef.implement({
  description: "People who share datasets, runs, checkpoints and keys. Nothing is shared between teams.",
  interfaces: [NodeInterface],
  fields: (t) => ({
    slug: t.exposeString("slug", { description: "Its short name in URLs." }),
    name: t.exposeString("name", { description: "Its name." }),
    createdAt: t.field({ type: "DateTime", description: "When it was made.", resolve: (team) => team.createdAt }),
    role: t.field({
      type: RoleEnum,
      nullable: true,
      description: "What you are in it; null for API keys and runners.",
      resolve: (team, _args, ctx) => (ctx.caller.kind === "user" ? ctx.caller.roles.get(team.id) : null),
    }),
    members: t.field({
      type: [MemberRef],
      description: "Who is in it, the oldest membership first.",
      resolve: (team, _args, ctx) => {
        requireIn(ctx.caller, team.id, READ_PEOPLE);
        return ctx.db((tx) => tx.member.findMany({ where: { teamId: team.id }, orderBy: [{ createdAt: "asc" }, { id: "asc" }] }));
      },
    }),
    invitations: t.field({
      type: [InvitationRef],
      description: "Links that can still be accepted, newest first.",
      resolve: (team, _args, ctx) => {
        requireIn(ctx.caller, team.id, READ_PEOPLE);
        const open = { teamId: team.id, acceptedAt: null, revokedAt: null };
        return ctx.db(async (tx) =>
          tx.invitation.findMany({ where: { ...open, expiresAt: { gt: await readClock(tx) } }, orderBy: { id: "desc" } }),
        );
      },
    }),
    apiKeys: t.field({
      type: [ApiKeyRef],
      description: "Its API keys, newest first, without those revoked.",
      resolve: (team, _args, ctx) => {
        requireIn(ctx.caller, team.id, READ_PEOPLE);
        return ctx.db((tx) => tx.apiKey.findMany({ where: { teamId: team.id, revokedAt: null }, orderBy: { id: "desc" } }));
      },
    }),
    usage: t.field({ type: TeamUsageRef, description: "What it uses.", resolve: (team, _args, ctx) => loadUsage(ctx, team) }),
    settings: t.field({ type: TeamSettingsRef, description: "What it may use.", resolve: (team) => team }),
  }),
});
registerNode("team", "Team", (tx, id) => tx.team.findUnique({ where: { id } }));

async function findTeam(ctx: Context, slug: string | null | undefined): Promise<TeamRow> {
  const { caller } = ctx;
  if (caller.kind === "anonymous") throw unauthenticated();
  const where = slug === null || slug === undefined ? { id: teamFor(caller, null, READ) } : { slug };
  const team = await ctx.db((tx) => tx.team.findUnique({ where }));
  if (!team) throw notFound();
  requireIn(caller, team.id, READ);
  return team;
}

builder.queryField("team", (t) =>
  t.field({
    type: TeamRef,
    description: "A team of yours.",
    args: { slug: t.arg.string({ description: "Its short name. Left out: the API key's team, or your only one." }) },
    resolve: (_root, { slug }, ctx) => findTeam(ctx, slug),
  }),
);
