"use client";
import { useState } from "react";
import { isTerminal } from "@capstan/run/status";
import { RunPageDocument, RunUpdatedDocument, type RunLiveFragment, type RunPageQuery } from "../../graphql/documents.generated.ts";
import { useFollow } from "../../graphql/use-follow.ts";
import { useRefresh } from "../../graphql/use-refresh.ts";
import { useScreen, type Screen } from "../../graphql/use-screen.ts";

export type RunView = RunPageQuery["run"];

/** While it waits: runners come and go without a word about the run. */
const WAITING_REFRESH_MS = 30_000;

/** The run as it is now: what was asked for once, under what has been pushed since. */
export function useRun(id: string): Screen<RunView> {
  const screen = useScreen(RunPageDocument, { id });
  const [pushed, setPushed] = useState<RunLiveFragment | null>(null);
  useFollow(RunUpdatedDocument, { id }, ({ runUpdated }) => setPushed(runUpdated));
  const shown: Screen<RunView> = screen.state === "ready" ? { ...screen, data: newestOf(screen.data.run, pushed) } : screen;
  useRefresh(shown, shown.state === "ready" && shown.data.status === "QUEUED" ? WAITING_REFRESH_MS : null);
  return shown;
}

const newestOf = (run: RunView, pushed: RunLiveFragment | null): RunView =>
  pushed?.id === run.id && isAtLeastAsFar(pushed, run) ? { ...run, ...pushed } : run;

/** A query answered after the push may know more than the push. */
function isAtLeastAsFar(pushed: RunLiveFragment, run: RunLiveFragment): boolean {
  if (isTerminal(run.status) && !isTerminal(pushed.status)) return false;
  return pushed.attempt >= run.attempt;
}
