import fc from "fast-check";
import { expect, test } from "vitest";
import { canMove, isLive, isTerminal, RUN_STATUSES } from "./status.ts";

test("a finished run never moves again", () => {
  for (const from of RUN_STATUSES.filter(isTerminal)) for (const to of RUN_STATUSES) expect(canMove(from, to)).toBe(false);
  expect(RUN_STATUSES.filter(isTerminal)).toEqual(["SUCCEEDED", "FAILED", "CANCELLED"]);
});

test("every walk of moves passes through CLAIMED before it succeeds", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(6), { maxLength: 30 }), (choices) => {
      let at: (typeof RUN_STATUSES)[number] = "QUEUED";
      let claimed = false;
      for (const choice of choices) {
        const to = RUN_STATUSES[choice]!;
        if (!canMove(at, to)) continue;
        at = to;
        claimed ||= isLive(at);
      }
      return at !== "SUCCEEDED" || claimed;
    }),
  );
});
