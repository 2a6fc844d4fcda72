/** @file createApiKey. */
import type { ApiKeyScope } from "@capstan/prisma/enums";
import { readClock } from "@capstan/prisma/queries/read-clock";
import { AppError } from "@capstan/run/error-code";
import { newId } from "@capstan/run/id";
import { holds, teamFor, type Need } from "../access.ts";
import { recordAudit } from "../audit/record-audit.ts";
import { mintToken } from "../auth/token.ts";
import { actorIdOf, type Caller } from "../caller.ts";
import { forbidden } from "../errors.ts";
import { builder } from "../schema/builder.ts";
import { checkName } from "../schema/check-name.ts";
import { defineMutation } from "../schema/define-mutation.ts";
import { isViolationOf } from "../schema/unique-violation.ts";
import { ApiKeyRef } from "./api-key-ref.ts";
import { ApiKeyScopeEnum, DEFAULT_SCOPES, scopesOf } from "./scope.ts";

const MAKE_KEYS: Need = { role: "MEMBER", scope: "ADMIN" };

const CreateApiKeyInput = builder.inputType("CreateApiKeyInput", {
  description: "A new key.",
  fields: (t) => ({
    teamId: t.id({ description: "Left out: the API key's team, or your only one." }),
    idempotencyKey: t.string({
      description:
        "Makes the call safe to repeat. A repeated call is refused with INVALID_INPUT: the secret was shown, and is kept nowhere.",
    }),
    name: t.string({ required: true, description: "What it is for." }),
    scopes: t.field({ type: [ApiKeyScopeEnum], description: "What it may do. Left out: READ, WRITE and CAPTION." }),
    expiresAt: t.field({ type: "DateTime", description: "From then on it is refused. Left out: never." }),
  }),
});

/** Nobody makes a key that may more, or longer, than they may themselves. @throws FORBIDDEN */
function requireNarrower(caller: Caller, teamId: string, scopes: readonly ApiKeyScope[], expiresAt: Date | null): void {
  if (caller.kind === "user") {
    const allowed = scopesOf(caller.roles.get(teamId) ?? null);
    const wider = scopes.find((scope) => !allowed.includes(scope));
    if (wider) throw forbidden(`Your role in the team makes keys with ${allowed.join(", ")}, not ${wider}.`);
  } else if (caller.kind === "apiKey") {
    const wider = scopes.find((scope) => !holds(caller.scopes, scope));
    if (wider) throw forbidden(`This API key lacks ${wider}, so it makes no key that has it.`);
    if (caller.expiresAt && (!expiresAt || expiresAt > caller.expiresAt))
      throw forbidden(`This API key ends at ${caller.expiresAt.toISOString()}: a key that it makes ends no later.`);
  }
}

defineMutation({
  name: "createApiKey",
  description: "Makes an API key. Its secret is in this answer and nowhere else.",
  input: CreateApiKeyInput,
  run: async (ctx, input) => {
    const teamId = teamFor(ctx.caller, input.teamId, MAKE_KEYS);
    const name = checkName(input.name, ["name"]);
    const scopes = [...new Set(input.scopes ?? DEFAULT_SCOPES)];
    const expiresAt = input.expiresAt ?? null;
    if (scopes.length === 0)
      throw new AppError("INVALID_INPUT", "A key without a scope may do nothing: give it one.", { path: ["scopes"] });
    requireNarrower(ctx.caller, teamId, scopes, expiresAt);
    const id = newId("apiKey");
    const { token, hash, last4 } = mintToken("apiKey", id);
    const data = {
      id,
      teamId,
      name,
      scopes,
      expiresAt,
      secretHash: hash,
      last4,
      createdById: actorIdOf(ctx.caller),
      idempotencyKey: input.idempotencyKey ?? null,
    };
    try {
      return await ctx.db(async (tx) => {
        if (expiresAt && expiresAt <= (await readClock(tx)))
          throw new AppError("INVALID_INPUT", "The key would have ended already: choose a later expiresAt.", { path: ["expiresAt"] });
        const apiKey = await tx.apiKey.create({ data });
        await recordAudit(ctx, tx, {
          teamId,
          action: "createApiKey",
          objectId: id,
          summary: `Made the API key “${name}” with ${scopes.join(", ")}${expiresAt ? `, until ${expiresAt.toISOString()}` : ""}.`,
        });
        return { apiKey, secret: token };
      });
    } catch (error) {
      if (!isViolationOf(error, "api_keys_team_id_idempotency_key_key")) throw error;
      throw new AppError(
        "INVALID_INPUT",
        "A key was made with this idempotencyKey already; its secret was in that answer. Revoke it and make another one.",
        { path: ["idempotencyKey"] },
      );
    }
  },
  payload: (t) => ({
    apiKey: t.field({ type: ApiKeyRef, nullable: true, description: "The key.", resolve: ({ result }) => result?.apiKey }),
    secret: t.string({
      nullable: true,
      description: "What to send as `Authorization: Bearer <secret>`. Shown once.",
      resolve: ({ result }) => result?.secret,
    }),
  }),
});
