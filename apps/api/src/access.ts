/** @file The one place that says whether a caller may do a thing in a team. */
import type { ApiKeyScope, Role } from "@capstan/prisma/enums";
import { AppError } from "@capstan/run/error-code";
import { teamIdsOf, type Caller, type RunnerCaller } from "./caller.ts";
import { forbidden, notFound, unauthenticated } from "./errors.ts";

const RANK = { VIEWER: 0, MEMBER: 1, ADMIN: 2, OWNER: 3 } as const satisfies Record<Role, number>;

/** What an operation asks of people (a role, or more) and of API keys (a scope). */
export interface Need {
  readonly role: Role;
  readonly scope: ApiKeyScope;
}
export const READ: Need = { role: "VIEWER", scope: "READ" };
/** The same of people, keys and links: not for runners, which READ lets pass. */
export const READ_PEOPLE: Need = { role: "VIEWER", scope: "READ" };
export const WRITE: Need = { role: "MEMBER", scope: "WRITE" };
export const CAPTION: Need = { role: "VIEWER", scope: "CAPTION" };
export const ADMIN: Need = { role: "ADMIN", scope: "ADMIN" };

/** A wider scope holds the narrower ones. */
export const holds = (scopes: ReadonlySet<ApiKeyScope>, scope: ApiKeyScope): boolean =>
  scopes.has(scope) || scopes.has("ADMIN") || (scopes.has("WRITE") && scope !== "ADMIN");

/**
 * Passes when `caller` may do what `need` says in the team.
 * @throws UNAUTHENTICATED; NOT_FOUND when it is not the caller's team; FORBIDDEN with what is missing.
 */
export function requireIn(caller: Caller, teamId: string, need: Need): void {
  if (caller.kind === "anonymous") throw unauthenticated();
  if (!teamIdsOf(caller).includes(teamId)) throw notFound();
  if (caller.kind === "user") {
    const role = caller.roles.get(teamId)!;
    if (RANK[role] < RANK[need.role])
      throw forbidden(`This needs the role ${need.role} in the team; yours is ${role}. Ask an admin of the team.`);
  } else if (caller.kind === "apiKey") {
    if (!holds(caller.scopes, need.scope))
      throw forbidden(`This API key lacks the scope ${need.scope}. Make a key that has it in the team's settings.`);
  } else if (need !== READ) {
    throw forbidden("A runner token is for runners: use an API key or sign in.");
  }
}

/**
 * The team that a creating mutation means: the one named, the API key's, or the caller's only one.
 * @throws {AppError} INVALID_INPUT that names the choices when there are several.
 */
export function teamFor(caller: Caller, teamId: string | null | undefined, need: Need): string {
  if (caller.kind === "anonymous") throw unauthenticated();
  const choices = teamIdsOf(caller);
  const chosen = teamId ?? (choices.length === 1 ? choices[0]! : null);
  if (chosen === null) {
    const message =
      choices.length === 0
        ? "You are in no team yet: create one, or open an invitation."
        : `Say which team with teamId: ${choices.join(", ")}.`;
    throw new AppError("INVALID_INPUT", message, { path: ["teamId"] });
  }
  requireIn(caller, chosen, need);
  return chosen;
}

export function requireRunner(caller: Caller): RunnerCaller {
  if (caller.kind === "anonymous") throw unauthenticated("Send the runner's token: `Authorization: Bearer <token>`.");
  if (caller.kind !== "runner") throw forbidden("Only runners call this, with a runner token made by createRunner.");
  return caller;
}
