"use client";
import { createContext, useContext, type ReactNode } from "react";
import type { TeamShellQuery } from "../../graphql/documents.generated.ts";

export interface TeamScope {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly role: TeamShellQuery["team"]["role"];
  readonly linkedFoldersAllowed: boolean;
  readonly runCap: number;
  readonly userId: string | null;
}
const TeamContext = createContext<TeamScope | null>(null);

export function TeamProvider({ team, children }: { team: TeamScope; children: ReactNode }) {
  return <TeamContext value={team}>{children}</TeamContext>;
}

/** The team whose pages are shown. */
export function useTeam(): TeamScope {
  const team = useContext(TeamContext);
  if (!team) throw new Error("useTeam is called outside a team's pages.");
  return team;
}

/** What the viewer's role lets them do; the API decides, this only spares a click that would be refused. */
export function useMay(): { write: boolean; administer: boolean } {
  const { role } = useTeam();
  return { write: role !== "VIEWER", administer: role === "OWNER" || role === "ADMIN" };
}
