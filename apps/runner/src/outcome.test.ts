import { expect, test } from "vitest";
import { judgeEnd } from "./outcome.ts";

const finished = { type: "finished", endReason: null, requested: null, step: 5 } as const;
const failure = { blame: "machine", code: "X", message: "m", advice: "a" } as const;

test.each([
  ["a training that came to its end", { ...finished, endReason: "COMPLETED" }, null, "finish", "SUCCEEDED"],
  ["a stopped one", { ...finished, endReason: "STOPPED", requested: "STOP" }, "STOP", "finish", "SUCCEEDED"],
  ["a paused one", { ...finished, requested: "PAUSE" }, "PAUSE", "finish", "PAUSED"],
  ["a cancelled one", { ...finished, requested: "CANCEL" }, "CANCEL", "finish", "CANCELLED"],
  ["a cancelled one that had to be killed", { type: "killed" }, "CANCEL", "finish", "CANCELLED"],
  ["one that failed by its settings", { type: "failed", ...failure, blame: "yours" }, null, "finish", "FAILED"],
  ["one whose machine failed", { type: "failed", ...failure }, null, "release", null],
  ["one that was drained", { ...finished, requested: "PAUSE" }, null, "release", null],
  ["one that was drained and did not end in time", { type: "killed" }, null, "release", null],
  ["one that was drained while a stop was asked for, and killed", { type: "killed" }, "STOP", "release", null],
] as const)("%s", (_name, end, requested, kind, outcome) => {
  const judged = judgeEnd(end, requested);
  expect(judged.kind).toBe(kind);
  expect(judged.kind === "finish" ? judged.ending.outcome : null).toBe(outcome);
});
