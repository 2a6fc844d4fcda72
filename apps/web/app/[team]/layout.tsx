import type { ReactNode } from "react";
import { TeamShell } from "../../src/features/shell/team-shell.tsx";

export default function TeamLayout({ children }: { children: ReactNode }) {
  return <TeamShell>{children}</TeamShell>;
}
