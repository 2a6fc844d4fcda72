"use client";
import { useEffect, useMemo, useSyncExternalStore } from "react";
import { useClient } from "urql";
import { useApi } from "../../graphql/api-provider.tsx";
import { createRunCurves, type Curves, type RunCurves } from "./run-curves.ts";

/** The curves of a run, followed while the component is shown. `after` counts only on the first call. */
export function useRunCurves(runId: string, after: number): RunCurves {
  const client = useClient();
  const { live } = useApi();
  // oxlint-disable-next-line react-hooks/exhaustive-deps -- the sequence moves on with the run; the stream keeps its own place
  const curves = useMemo(() => createRunCurves(client, live, runId, after), [client, live, runId]);
  useEffect(() => curves.start(), [curves]);
  return curves;
}

export const useCurves = (curves: RunCurves): Curves => useSyncExternalStore(curves.subscribe, curves.current, curves.current);
