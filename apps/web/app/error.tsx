"use client";
import { Failed } from "../src/ui/states.tsx";

export default function ErrorPage({ reset }: { error: Error; reset: () => void }) {
  return <Failed message="This page broke. Nothing that you did on the server is lost." retry={reset} />;
}
