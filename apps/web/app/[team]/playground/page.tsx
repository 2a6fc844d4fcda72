import type { Metadata } from "next";
import { PlaygroundPage } from "../../../src/features/playground/playground-page.tsx";

export const metadata: Metadata = { title: "Playground" };

export default async function PlaygroundRoute({ searchParams }: { searchParams: Promise<{ checkpoint?: string }> }) {
  return <PlaygroundPage checkpoint={(await searchParams).checkpoint ?? null} />;
}
