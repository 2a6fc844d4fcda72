/** @file Role: what a person may do in a team; and who may give which. */
import type { Role } from "@capstan/prisma/enums";
import type { Caller } from "../caller.ts";
import { forbidden } from "../errors.ts";
import { builder } from "../schema/builder.ts";

export const RoleEnum = builder.enumType("Role", {
  description: "What a person may do in a team. Each role may all that the next one may.",
  values: {
    OWNER: { description: "Everything, and makes and unmakes owners. A team has at least one." },
    ADMIN: { description: "People, API keys, runners and settings." },
    MEMBER: { description: "Datasets, configurations, runs and checkpoints." },
    VIEWER: { description: "Looks, and captions pictures." },
  } satisfies Record<Role, { description: string }>,
});

/** Only an owner touches owners. @throws FORBIDDEN */
export function requireMayGive(caller: Caller, teamId: string, ...roles: readonly Role[]): void {
  if (!roles.includes("OWNER")) return;
  if (caller.kind === "user" && caller.roles.get(teamId) === "OWNER") return;
  throw forbidden("Only an owner of the team makes, changes or removes owners. Ask one of them.");
}
