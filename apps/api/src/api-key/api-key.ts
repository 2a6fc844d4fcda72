/** @file ApiKey: what programs sign in with. Its secret is shown once, at its creation. */
import { READ_PEOPLE } from "../access.ts";
import { loadUser } from "../schema/load-rows.ts";
import { NodeInterface, registerNode } from "../schema/node.ts";
import { UserRef } from "../user/user-ref.ts";
import { ApiKeyRef } from "./api-key-ref.ts";
import { ApiKeyScopeEnum } from "./scope.ts";

ApiKeyRef.implement({
  description: "A key of a team's for programs: `Authorization: Bearer <key>`.",
  interfaces: [NodeInterface],
  fields: (t) => ({
    name: t.exposeString("name", { description: "What it is for." }),
    scopes: t.field({ type: [ApiKeyScopeEnum], description: "What it may do.", resolve: (key) => key.scopes }),
    last4: t.exposeString("last4", { description: "The last four characters of its secret, to tell keys apart." }),
    createdAt: t.field({ type: "DateTime", description: "When it was made.", resolve: (key) => key.createdAt }),
    expiresAt: t.field({
      type: "DateTime",
      nullable: true,
      description: "From then on it is refused; null: never.",
      resolve: (key) => key.expiresAt,
    }),
    lastUsedAt: t.field({
      type: "DateTime",
      nullable: true,
      description: "The last call with it, to the minute.",
      resolve: (key) => key.lastUsedAt,
    }),
    revokedAt: t.field({ type: "DateTime", nullable: true, description: "Since then it is refused.", resolve: (key) => key.revokedAt }),
    createdBy: t.field({
      type: UserRef,
      nullable: true,
      description: "Who made it; null when another key did, or who did has left the team.",
      resolve: (key, _args, ctx) => (key.createdById?.startsWith("user_") ? loadUser(ctx, key.createdById) : null),
    }),
  }),
});
registerNode("apiKey", "ApiKey", (tx, id) => tx.apiKey.findUnique({ where: { id } }), READ_PEOPLE);
