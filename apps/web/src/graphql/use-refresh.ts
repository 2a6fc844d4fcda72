"use client";
import { useEffect } from "react";
import type { Screen } from "./use-screen.ts";

/** Asks again now and then, for what changes without a word. @param everyMs null: not now. */
export function useRefresh<Data>(screen: Screen<Data>, everyMs: number | null): void {
  const refresh = screen.state === "ready" ? screen.refresh : null;
  useEffect(() => {
    if (refresh === null || everyMs === null) return;
    const timer = setInterval(refresh, everyMs);
    return () => clearInterval(timer);
  }, [refresh, everyMs]);
}
