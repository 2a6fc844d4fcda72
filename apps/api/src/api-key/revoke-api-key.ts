/** @file revokeApiKey. */
import { ADMIN, requireIn, WRITE } from "../access.ts";
import { recordAudit } from "../audit/record-audit.ts";
import { builder } from "../schema/builder.ts";
import { defineMutation } from "../schema/define-mutation.ts";
import { loadNode } from "../schema/node.ts";
import { ApiKeyRef } from "./api-key-ref.ts";

const ApiKeyIdInput = builder.inputType("ApiKeyIdInput", {
  description: "An API key.",
  fields: (t) => ({ id: t.id({ required: true, description: "`key_...`" }) }),
});

defineMutation({
  name: "revokeApiKey",
  description: "Ends an API key for good, at once. Members revoke keys that they made, and admins all.",
  input: ApiKeyIdInput,
  run: async (ctx, { id }) => {
    const { caller } = ctx;
    const key = await loadNode(ctx, "apiKey", (tx) => tx.apiKey.findUnique({ where: { id } }), id);
    const isOwn = caller.kind === "user" ? key.createdById === caller.id : caller.kind === "apiKey" && caller.id === id;
    requireIn(caller, key.teamId, isOwn ? { ...WRITE, scope: "CAPTION" } : ADMIN);
    if (key.revokedAt) return { apiKey: key };
    return ctx.db(async (tx) => {
      const apiKey = await tx.apiKey.update({ where: { id, teamId: key.teamId }, data: { revokedAt: new Date() } });
      await recordAudit(ctx, tx, {
        teamId: key.teamId,
        action: "revokeApiKey",
        objectId: id,
        summary: `Revoked the API key “${key.name}”.`,
      });
      return { apiKey };
    });
  },
  payload: (t) => ({
    apiKey: t.field({ type: ApiKeyRef, nullable: true, description: "The key as it is now.", resolve: ({ result }) => result?.apiKey }),
  }),
});
