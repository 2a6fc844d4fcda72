import type { RunStatus, RunRequest, EndReason } from "@capstan/run/status";
import { Badge } from "../../ui/badge.tsx";
import type { Tone } from "../../ui/tone.ts";

export interface StatusFacts {
  readonly status: RunStatus;
  readonly requested: RunRequest | null;
  readonly endReason: EndReason | null;
}

const WORDS: Readonly<Record<RunStatus, { label: string; tone: Tone }>> = {
  QUEUED: { label: "Queued", tone: "neutral" },
  CLAIMED: { label: "Preparing", tone: "accent" },
  RUNNING: { label: "Running", tone: "accent" },
  PAUSED: { label: "Paused", tone: "warn" },
  SUCCEEDED: { label: "Succeeded", tone: "good" },
  FAILED: { label: "Failed", tone: "bad" },
  CANCELLED: { label: "Cancelled", tone: "neutral" },
};
const ASKED: Readonly<Record<RunRequest, string>> = { STOP: "Stopping", PAUSE: "Pausing", CANCEL: "Cancelling" };
const ENDED: Readonly<Record<EndReason, string>> = { COMPLETED: "Succeeded", EARLY_STOPPED: "Stopped early", STOPPED: "Stopped" };

export const statusLabel = (status: RunStatus): string => WORDS[status].label;

export function StatusBadge({ status, requested, endReason }: StatusFacts) {
  const { label, tone } = WORDS[status];
  const isLive = status === "RUNNING" || status === "CLAIMED";
  if (isLive && requested)
    return (
      <Badge tone="warn" dot="breathing">
        {ASKED[requested]}
      </Badge>
    );
  return (
    <Badge tone={tone} dot={isLive ? "breathing" : "still"}>
      {status === "SUCCEEDED" && endReason ? ENDED[endReason] : label}
    </Badge>
  );
}
