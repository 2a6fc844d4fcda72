/** @file ApiKeyScope: what a key may do, and which scopes a role may put into one. */
import type { ApiKeyScope, Role } from "@capstan/prisma/enums";
import { builder } from "../schema/builder.ts";

export const ApiKeyScopeEnum = builder.enumType("ApiKeyScope", {
  description: "What an API key may do. WRITE holds READ and CAPTION; ADMIN holds all.",
  values: {
    READ: { description: "Look at everything of the team." },
    WRITE: { description: "Make and change datasets, configurations, runs and checkpoints." },
    CAPTION: { description: "Caption pictures, and nothing else." },
    ADMIN: { description: "People, API keys, runners and settings." },
  } satisfies Record<ApiKeyScope, { description: string }>,
});

export const DEFAULT_SCOPES: readonly ApiKeyScope[] = ["READ", "WRITE", "CAPTION"];

const SCOPES_OF_ROLE = {
  OWNER: ["READ", "WRITE", "CAPTION", "ADMIN"],
  ADMIN: ["READ", "WRITE", "CAPTION", "ADMIN"],
  MEMBER: ["READ", "WRITE", "CAPTION"],
  VIEWER: ["READ", "CAPTION"],
} as const satisfies Record<Role, readonly ApiKeyScope[]>;

/** The scopes that somebody of this role may put into a key; nobody's role: none. */
export const scopesOf = (role: Role | null): readonly ApiKeyScope[] => (role === null ? [] : SCOPES_OF_ROLE[role]);
