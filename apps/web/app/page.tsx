import { TeamHome } from "../src/features/team/team-home.tsx";

export default function HomePage() {
  return <TeamHome />;
}
