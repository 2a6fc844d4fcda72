import type { Metadata } from "next";
import { NewRunPage } from "../../../../src/features/run/new-run-page.tsx";

export const metadata: Metadata = { title: "New run" };

type Search = Promise<{ from?: string; checkpoint?: string; config?: string; dataset?: string }>;

export default async function RunsNewPage({ searchParams }: { searchParams: Search }) {
  const { from, checkpoint, config, dataset } = await searchParams;
  return <NewRunPage from={from ?? null} checkpoint={checkpoint ?? null} config={config ?? null} dataset={dataset ?? null} />;
}
