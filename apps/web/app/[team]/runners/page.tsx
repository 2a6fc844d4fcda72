import type { Metadata } from "next";
import { RunnerListPage } from "../../../src/features/runner/runner-list-page.tsx";

export const metadata: Metadata = { title: "Runners" };

export default function RunnersPage() {
  return <RunnerListPage />;
}
