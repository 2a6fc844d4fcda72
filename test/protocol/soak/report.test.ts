import { describe, expect, test } from "vitest";
import { conclude, growth, type Minute, type Totals } from "./report.ts";
import { commonSlope } from "./slope.ts";

const minute = (at: number, apiPid: number, residentMb: number, audit: Minute["audit"] = {}): Minute => ({
  minute: at,
  apiPid,
  residentMb,
  audit,
  heapMb: 100,
  fileDescriptors: 50,
  handles: 50,
  databaseConnections: 9,
  eventLoopLagMs: 20,
  fault: "none",
  lost: 0,
  doubled: 0,
  acknowledgedReports: 1,
  acknowledgedPoints: 5,
});
const totals: Totals = {
  minutes: 60,
  lost: 0,
  doubled: 0,
  gaps: 0,
  apiDeaths: 0,
  runsFinished: 1,
  reports: 1,
  points: 5,
  duplicates: 0,
  fenced: 0,
  repeatedCalls: 0,
  events: 0,
  replayDivergent: 0,
};
/** A process of 20 minutes and one of 40, each growing by 6 MB an hour from a height of its own, with a leap while warming up. */
const soak = Array.from({ length: 60 }, (_, at) => {
  const [pid, start] = at < 20 ? [1, 0] : [2, 20];
  return minute(at, pid, 300 * pid + (at - start < 10 ? 20 * (at - start) : 200 + (6 * at) / 60));
});

test("a slope is the same for all processes and does not see their warm-up or that they begin elsewhere", () => {
  const { longest, all } = growth(soak, ({ residentMb }) => residentMb);
  expect([longest!.perHour, longest!.samples]).toEqual([expect.closeTo(6, 9), 30]);
  expect([all!.perHour, all!.samples]).toEqual([expect.closeTo(6, 9), 40]);
});

test("its standard error is that of the textbook", () => {
  // y = 1, 3, 2, 5 at x = 0..3: slope 1.1, residual sum of squares 2.7, x about its mean 5.
  const { perHour, error } = commonSlope([[1, 3, 2, 5].map((value, hours) => ({ hours, value }))])!;
  expect([perHour, error]).toEqual([expect.closeTo(1.1, 12), expect.closeTo(Math.sqrt(2.7 / 2 / 5), 12)]);
  expect(commonSlope([[{ hours: 0, value: 1 }]])).toBeNull();
});

describe("a soak fails when", () => {
  test.each([
    ["a report was lost", { lost: 1 }],
    ["one was applied twice", { doubled: 1 }],
    ["the API asked for what it had acknowledged", { gaps: 1 }],
    ["the API ended by itself", { apiDeaths: 1 }],
    ["a step trained again had another value", { replayDivergent: 1 }],
  ])("%s", (_, wrong) => {
    expect(conclude(soak, totals).isGood).toBe(true);
    expect(conclude(soak, { ...totals, ...wrong }).isGood).toBe(false);
  });
  test("a look found an invariant broken", () => {
    expect(conclude([...soak, minute(60, 2, 500, { "I1 one holder": ["run_a"] })], totals)).toMatchObject({
      isGood: false,
      text: expect.stringContaining("broken invariant 1"),
    });
  });
});
