import type { Metadata } from "next";
import { RunListPage } from "../../../src/features/run/run-list-page.tsx";

export const metadata: Metadata = { title: "Runs" };

export default function RunsPage() {
  return <RunListPage />;
}
