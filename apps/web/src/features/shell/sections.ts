import { Box, Database, FlaskConical, LineChart, Server, Settings, SlidersHorizontal, type LucideIcon } from "lucide-react";

/** The rooms of a team, in the order of the work. */
export const SECTIONS: readonly { path: string; label: string; icon: LucideIcon }[] = [
  { path: "runs", label: "Runs", icon: LineChart },
  { path: "datasets", label: "Datasets", icon: Database },
  { path: "configs", label: "Configs", icon: SlidersHorizontal },
  { path: "checkpoints", label: "Checkpoints", icon: Box },
  { path: "playground", label: "Playground", icon: FlaskConical },
  { path: "runners", label: "Runners", icon: Server },
  { path: "settings", label: "Settings", icon: Settings },
];
