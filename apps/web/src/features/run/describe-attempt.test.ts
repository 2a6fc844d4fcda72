import { expect, test } from "vitest";
import { type AttemptFacts, describeAttempt } from "./describe-attempt.ts";

const attempt = { claimedAt: "12:00", endedAt: "12:31", fromStep: 1400, outcome: "LEASE_LOST", runner: { name: "box-1" } };
const say = (change: Partial<AttemptFacts>) => describeAttempt({ ...attempt, ...change }, (at) => at);

test("a lost lease is said in plain words, with when", () => {
  expect(say({})).toBe("box-1 took it at 12:00 from step 1,400 and fell silent: its lease was lost, and the run was queued again (12:31).");
});

test("one that goes on, one from the start, one of a runner that the team cannot see, and one of an outcome yet unknown", () => {
  expect(say({ outcome: null, endedAt: null })).toBe("box-1 took it at 12:00 from step 1,400; it goes on.");
  expect(say({ fromStep: 0, outcome: "SUCCEEDED" })).toBe("box-1 took it at 12:00 from the start and trained it to its end (12:31).");
  expect(say({ runner: null, outcome: "RELEASED" })).toBe(
    "A runner that is not the team's took it at 12:00 from step 1,400 and gave it back (12:31).",
  );
  expect(say({ outcome: "SOMETHING" })).toContain("(SOMETHING)");
});
