import type { Metadata } from "next";
import { CheckpointListPage } from "../../../src/features/checkpoint/checkpoint-list-page.tsx";

export const metadata: Metadata = { title: "Checkpoints" };

export default function CheckpointsPage() {
  return <CheckpointListPage />;
}
