"use client";
import { useState } from "react";
import { safeNext } from "./auth.ts";

type Attempt = { readonly ok: true } | { readonly ok: false; readonly message: string };

/** How a form lets somebody in: busy while it is tried, then the page `next` loaded anew, or why not. */
export function useEntry(next: string | undefined): {
  isBusy: boolean;
  error: string | undefined;
  enter: (attempt: Promise<Attempt>) => Promise<void>;
} {
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<string>();
  const enter = async (attempt: Promise<Attempt>): Promise<void> => {
    setBusy(true);
    setError(undefined);
    const outcome = await attempt;
    // A whole page load: nothing that another person's session fetched stays behind.
    if (outcome.ok) return window.location.assign(safeNext(next));
    setBusy(false);
    setError(outcome.message);
  };
  return { isBusy, error, enter };
}
