"use client";
import { useState } from "react";
import { isTerminal } from "@capstan/run/status";
import {
  RunPageDocument,
  RunUpdatedDocument,
  type RunLiveFragment,
  type RunPageQuery,
} from "../../graphql/documents.generated.ts";
import { useFollow } from "../../graphql/use-follow.ts";
import { useScreen, type Screen } from "../../graphql/use-screen.ts";

export type RunView = RunPageQuery["run"];

/** The run as it is now: what was asked for once, under what has been pushed since. */
export function useRun(id: string): Screen<RunView> {
  const screen = useScreen(RunPageDocument, { id });
  const [pushed, setPushed] = useState<RunLiveFragment | null>(null);
  useFollow(RunUpdatedDocument, { id }, ({ runUpdated }) => setPushed(runUpdated));
  if (screen.state !== "ready") return screen;
  const { run } = screen.data;
  const isNewer = pushed?.id === run.id && isAtLeastAsFar(pushed, run);
  return { ...screen, data: isNewer ? { ...run, ...pushed } : run };
}

/** A query answered after the push may know more than the push. */
function isAtLeastAsFar(pushed: RunLiveFragment, run: RunLiveFragment): boolean {
  if (isTerminal(run.status) && !isTerminal(pushed.status)) return false;
  return pushed.attempt >= run.attempt;
}
