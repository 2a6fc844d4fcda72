import type { Metadata } from "next";
import { CreateTeam } from "../../src/features/team/create-team.tsx";

export const metadata: Metadata = { title: "New team" };

export default function NewTeamPage() {
  return <CreateTeam />;
}
