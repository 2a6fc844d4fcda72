import { expect, test } from "vitest";
import { describeEnd } from "./describe-end.ts";

const held = { runnerName: "box-1", silentSeconds: 31.2, resumeStep: 400, step: 400 };

test.each([
  [held, "LEASE_LOST", { to: "QUEUED" }, "The runner box-1 fell silent for 31 s; the run is queued again, from step 400."],
  [
    { ...held, step: 412 },
    "LEASE_LOST",
    { to: "QUEUED", delayMs: 12_300 },
    "The runner box-1 fell silent for 31 s; the run is queued again in 13 s, from step 400; 12 steps are trained again.",
  ],
  [
    { ...held, resumeStep: null, step: 1 },
    "LEASE_LOST",
    { to: "QUEUED" },
    "The runner box-1 fell silent for 31 s; the run is queued again, from its start; one step is trained again.",
  ],
  [held, "LEASE_LOST", { to: "FAILED" }, "The runner box-1 fell silent for 31 s; the run failed, because no attempt got any further."],
  [held, "LEASE_LOST", { to: "CANCELLED" }, "The runner box-1 fell silent for 31 s; the run is cancelled, as was asked."],
  [
    { ...held, runnerName: null },
    "LEASE_LOST",
    { to: "PAUSED" },
    "The shared runner fell silent for 31 s; the run is paused, as was asked.",
  ],
  [held, "REVOKED", { to: "QUEUED" }, "The runner box-1 was revoked; the run is queued again, from step 400."],
] as const)("tells what happened and what comes next: %#", (lease, kind, ended, text) => {
  expect(describeEnd(lease, { kind }, ended)).toBe(text);
});
