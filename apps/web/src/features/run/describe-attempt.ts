/** @file One attempt at a run in a sentence, for its history. Pure. */
import { count } from "../../format/number.ts";

export interface AttemptFacts {
  readonly claimedAt: string;
  readonly endedAt: string | null;
  readonly fromStep: number;
  /** As the API's Attempt.outcome says. */
  readonly outcome: string | null;
  readonly runner: { readonly name: string } | null;
}

const OUTCOMES: Readonly<Record<string, string>> = {
  SUCCEEDED: "and trained it to its end",
  FAILED: "and the run failed",
  CANCELLED: "until it was cancelled",
  PAUSED: "until it was paused",
  RELEASED: "and gave it back",
  BROKEN: "and broke down: the log says why",
  LEASE_LOST: "and fell silent: its lease was lost, and the run was queued again",
};

/** For example “box-1 took it at 12:00 from step 400 and fell silent: its lease was lost, and the run was queued again (12:31).” */
export function describeAttempt({ runner, claimedAt, endedAt, fromStep, outcome }: AttemptFacts, clock: (at: string) => string): string {
  const who = runner?.name ?? "A runner that is not the team's";
  const from = fromStep > 0 ? `step ${count(fromStep)}` : "the start";
  const began = `${who} took it at ${clock(claimedAt)} from ${from}`;
  if (outcome === null) return endedAt === null ? `${began}; it goes on.` : `${began}.`;
  return `${began} ${OUTCOMES[outcome] ?? `(${outcome})`}${endedAt === null ? "" : ` (${clock(endedAt)})`}.`;
}
