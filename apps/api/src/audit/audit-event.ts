/** @file AuditEvent: who did what and when; and a team's list of them. */
import { ADMIN, requireIn } from "../access.ts";
import { builder } from "../schema/builder.ts";
import { defineConnection, readPage, toConnection } from "../schema/define-connection.ts";
import { NodeInterface, registerNode } from "../schema/node.ts";
import { TeamRef } from "../team/team-ref.ts";
import { AuditEventRef } from "./audit-event-ref.ts";

AuditEventRef.implement({
  description: "A deed of a person or API key. Never changed; each one's hash covers the one before.",
  interfaces: [NodeInterface],
  fields: (t) => ({
    at: t.field({ type: "DateTime", description: "When.", resolve: (event) => event.at }),
    actor: t.string({ description: "Who: their name then, and id.", resolve: (event) => `${event.actorName} (${event.actorId})` }),
    action: t.exposeString("action", { description: "What: the mutation's name." }),
    objectId: t.exposeID("objectId", { nullable: true, description: "To what." }),
    summary: t.exposeString("summary", { description: "The deed, for people." }),
    ipAddress: t.exposeString("ipAddress", { nullable: true, description: "From where; null where that is not known." }),
  }),
});
registerNode("auditEvent", "AuditEvent", (tx, id) => tx.auditEvent.findUnique({ where: { id } }), ADMIN);

const AuditEventConnection = defineConnection("AuditEvent", AuditEventRef);
builder.objectField(TeamRef, "auditEvents", (t) =>
  t.field({
    type: AuditEventConnection,
    description: "What people and keys did in the team, newest first. For admins.",
    args: {
      first: t.arg.int({ description: "Rows, at most 100; 20 when left out." }),
      after: t.arg.string({ description: "The cursor to go on from." }),
    },
    resolve: async (team, args, ctx) => {
      requireIn(ctx.caller, team.id, ADMIN);
      const page = readPage(args);
      const where = { teamId: team.id, ...(page.after ? { number: { lt: BigInt(Number(page.after[0])) } } : {}) };
      const rows = await ctx.db((tx) => tx.auditEvent.findMany({ where, orderBy: { number: "desc" }, take: page.take }));
      return toConnection(rows, page, ({ number, id }) => [Number(number), id]);
    },
  }),
);
