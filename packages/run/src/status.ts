/**
 * @file The life of a run: its states, the moves between them, what somebody may ask of a live run and how it may end.
 *
 *   QUEUED -claim-> CLAIMED -first step reported-> RUNNING -finish-> SUCCEEDED | FAILED
 *      ^               |                              |
 *      +-- lease lost, released or retried -----------+-- PAUSE asked: checkpoint --> PAUSED -resume-> QUEUED
 *   CANCEL asked: acknowledged, or the lease is over --> CANCELLED (QUEUED and PAUSED: at once)
 */

/** Which moves a run may make. SUCCEEDED, FAILED and CANCELLED absorb. */
export const NEXT = {
  QUEUED: ["CLAIMED", "CANCELLED", "FAILED"],
  CLAIMED: ["RUNNING", "QUEUED", "PAUSED", "SUCCEEDED", "FAILED", "CANCELLED"],
  RUNNING: ["QUEUED", "PAUSED", "SUCCEEDED", "FAILED", "CANCELLED"],
  PAUSED: ["QUEUED", "CANCELLED"],
  SUCCEEDED: [],
  FAILED: [],
  CANCELLED: [],
} as const satisfies Record<string, readonly string[]>;

export type RunStatus = keyof typeof NEXT;
export const RUN_STATUSES = Object.keys(NEXT) as readonly RunStatus[];

/** What a person asked of a live run; the runner learns it by push and in every reply. */
export const RUN_REQUESTS = ["STOP", "PAUSE", "CANCEL"] as const;
export type RunRequest = (typeof RUN_REQUESTS)[number];

/** Why a run SUCCEEDED. */
export const END_REASONS = ["COMPLETED", "EARLY_STOPPED", "STOPPED"] as const;
export type EndReason = (typeof END_REASONS)[number];

export const canMove = (from: RunStatus, to: RunStatus): boolean => (NEXT[from] as readonly RunStatus[]).includes(to);

/** True for a run that will never change again. */
export const isTerminal = (status: RunStatus): boolean => NEXT[status].length === 0;

/** True while a runner holds the run. */
export const isLive = (status: RunStatus): boolean => status === "CLAIMED" || status === "RUNNING";
