/** @file Who is calling, and what they may do. Found once per request from the session, API key or runner token. */
import type { ApiKeyScope, Role } from "@capstan/prisma/enums";

export interface UserCaller {
  readonly kind: "user";
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly sessionId: string;
  /** Role by team id. */
  readonly roles: ReadonlyMap<string, Role>;
}
export interface ApiKeyCaller {
  readonly kind: "apiKey";
  readonly id: string;
  readonly name: string;
  readonly teamId: string;
  readonly scopes: ReadonlySet<ApiKeyScope>;
  readonly expiresAt: Date | null;
}
export interface RunnerCaller {
  readonly kind: "runner";
  readonly id: string;
  readonly name: string;
  readonly teamId: string;
  readonly poolId: string;
  /** Its pool is the operator's, who shares it among teams: it may have a run of any of them, and sees that run only. */
  readonly isShared: boolean;
}
export interface AnonymousCaller {
  readonly kind: "anonymous";
}
export type Caller = UserCaller | ApiKeyCaller | RunnerCaller | AnonymousCaller;

export const teamIdsOf = (caller: Caller): readonly string[] => {
  switch (caller.kind) {
    case "user":
      return [...caller.roles.keys()];
    case "apiKey":
    case "runner":
      return [caller.teamId];
    case "anonymous":
      return [];
  }
};

/** Callers with the same text may see the same things: what is answered to one may be shown to the other. */
export function sightOf(caller: Caller): string {
  switch (caller.kind) {
    case "user":
      return JSON.stringify(["user", ...[...caller.roles].sort()]);
    case "apiKey":
      return JSON.stringify(["apiKey", caller.teamId, ...[...caller.scopes].sort()]);
    case "runner":
      return JSON.stringify(["runner", caller.id]);
    case "anonymous":
      return "anonymous";
  }
}

/** What people call the caller, for the logs that they read. */
export const nameOf = (caller: Caller): string =>
  caller.kind === "anonymous" ? "Nobody" : caller.kind === "apiKey" ? `The API key ${caller.name}` : caller.name;

/** The id that rows and the audit name as who did it; null for nobody. */
export const actorIdOf = (caller: Caller): string | null => (caller.kind === "anonymous" ? null : caller.id);

/** For the rest of this request, `caller` is in the team that they just made or joined. */
export function joinTeam(caller: UserCaller, teamId: string, role: Role): void {
  (caller.roles as Map<string, Role>).set(teamId, role);
}
