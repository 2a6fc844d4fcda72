/** @file viewer: who is calling. */
import { ApiKeyRef, type ApiKeyRow } from "../api-key/api-key-ref.ts";
import { teamIdsOf, type Caller } from "../caller.ts";
import type { Context } from "../context.ts";
import { unauthenticated } from "../errors.ts";
import { builder } from "../schema/builder.ts";
import { TeamRef } from "../team/team-ref.ts";
import { UserRef, type UserRow } from "./user-ref.ts";

export const ViewerRef = builder.objectRef<Caller>("Viewer");

/** The caller's own row, which even somebody in no team may see. */
const loadSelf = async (ctx: Context, id: string): Promise<UserRow> => ctx.database.system.user.findUniqueOrThrow({ where: { id } });
const loadKey = (ctx: Context, id: string): Promise<ApiKeyRow> => ctx.db((tx) => tx.apiKey.findUniqueOrThrow({ where: { id } }));

ViewerRef.implement({
  description: "Who is calling: one of user, apiKey and runner is not null.",
  fields: (t) => ({
    user: t.field({
      type: UserRef,
      nullable: true,
      description: "The person who is signed in.",
      resolve: (caller, _args, ctx) => (caller.kind === "user" ? loadSelf(ctx, caller.id) : null),
    }),
    apiKey: t.field({
      type: ApiKeyRef,
      nullable: true,
      description: "The API key of this call.",
      resolve: (caller, _args, ctx) => (caller.kind === "apiKey" ? loadKey(ctx, caller.id) : null),
    }),
    teams: t.field({
      type: [TeamRef],
      description: "The caller's teams, the oldest membership first. An API key and a runner have one.",
      resolve: async (caller, _args, ctx) => {
        const ids = teamIdsOf(caller);
        const teams = await ctx.db((tx) => tx.team.findMany({ where: { id: { in: [...ids] } } }));
        return teams.sort((a, b) => ids.indexOf(a.id) - ids.indexOf(b.id));
      },
    }),
  }),
});

builder.queryField("viewer", (t) =>
  t.field({
    type: ViewerRef,
    description: "Who is calling, and the caller's teams. UNAUTHENTICATED when nobody is signed in.",
    resolve: (_root, _args, ctx) => {
      if (ctx.caller.kind === "anonymous") throw unauthenticated();
      return ctx.caller;
    },
  }),
);
