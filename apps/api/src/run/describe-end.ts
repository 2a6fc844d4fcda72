/** @file How a run's log tells that a lease ended without its runner's word. Pure. */
import type { HeldLease } from "@capstan/prisma/queries/read-held-lease";
import type { RunStatus } from "@capstan/run/status";

interface Ended {
  readonly to: RunStatus;
  readonly delayMs?: number;
}

/** What becomes of the run, and what is trained again. */
function whatNext({ resumeStep, step }: HeldLease, { to, delayMs = 0 }: Ended): string {
  if (to === "CANCELLED") return "the run is cancelled, as was asked";
  if (to === "PAUSED") return "the run is paused, as was asked";
  if (to === "FAILED") return "the run failed, because no attempt got any further";
  const later = delayMs >= 1000 ? ` in ${Math.ceil(delayMs / 1000)} s` : "";
  const from = resumeStep === null ? "its start" : `step ${resumeStep}`;
  const again = step - (resumeStep ?? 0);
  return `the run is queued again${later}, from ${from}${again > 0 ? `; ${again === 1 ? "one step is" : `${again} steps are`} trained again` : ""}`;
}

/** For example “The runner box-1 fell silent for 31 s; the run is queued again, from step 400; 12 steps are trained again.” */
export function describeEnd(held: HeldLease, why: { readonly kind: string }, ended: Ended): string {
  const who = held.runnerName === null ? "The shared runner" : `The runner ${held.runnerName}`;
  const what = why.kind === "REVOKED" ? "was revoked" : `fell silent for ${Math.round(held.silentSeconds)} s`;
  return `${who} ${what}; ${whatNext(held, ended)}.`;
}
