import type { AppError } from "@capstan/run/error-code";
import type { Reported } from "@capstan/prisma/queries/add-reported";
import pino from "pino";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ReportQuota, type ReportQuotaOptions } from "./report-quota.ts";

let nowMs = 0;
/** The team's row, as all replicas see it. */
let row: Reported;
const open: ReportQuota[] = [];
beforeEach(() => {
  nowMs = 5 * 86_400_000;
  row = { points: 0, bytes: 0 };
});
afterEach(() => Promise.all(open.splice(0).map((quota) => quota.close())));

function quotaOf(options: Partial<ReportQuotaOptions> = {}): ReportQuota {
  const add = async (_team: string, { points, bytes }: Reported): Promise<Reported> =>
    (row = { points: row.points + points, bytes: row.bytes + bytes });
  const quota = new ReportQuota({
    pointsPerSecond: 100,
    bytesPerDay: 1e6,
    add,
    log: pino({ level: "silent" }),
    now: () => nowMs,
    flushMs: 1e9,
    ...options,
  });
  open.push(quota);
  return quota;
}
function refusal(work: () => void): AppError | null {
  try {
    work();
    return null;
  } catch (error) {
    return error as AppError;
  }
}
const report = (points: number, bytes = points) => ({ points, bytes });

test("a burst of ten seconds passes, then so much as the rate lets through, and the refusal says when to come again", () => {
  const quota = quotaOf();
  for (let i = 0; i < 10; i++) quota.take("a", report(100));
  const refused = refusal(() => quota.take("a", report(100)));
  expect(refused).toMatchObject({ code: "RATE_LIMITED", message: expect.stringContaining("Nothing is lost") });
  nowMs += refused!.detail.retryAfterMs as number;
  quota.take("a", report(50));
  expect(refusal(() => quota.take("a", report(50)))).not.toBeNull();
  // Others are not held up.
  quota.take("b", report(100));
});

test("a clock that is set back by a day delays nobody by a day", () => {
  const quota = quotaOf();
  quota.take("a", report(1000));
  nowMs -= 86_400_000;
  expect(refusal(() => quota.take("a", report(1)))).toMatchObject({ detail: { retryAfterMs: 10 } });
  nowMs += 1000;
  quota.take("a", report(1));
});

test("two replicas share one team's quota, a second's worth aside", async () => {
  const [one, two] = [quotaOf(), quotaOf()];
  one.take("a", report(10));
  two.take("a", report(10));
  await Promise.all([one.flush(), two.flush()]);
  one.take("a", report(900));
  await one.flush();
  two.take("a", report(1));
  await two.flush();
  // The other one's points count here, now that they were read.
  two.take("a", report(89));
  expect(refusal(() => two.take("a", report(1)))).toMatchObject({ code: "RATE_LIMITED" });
});

test("what goes beyond the day's bytes is refused until midnight, and refused reports do not count", () => {
  const quota = quotaOf({ bytesPerDay: 1000, pointsPerSecond: 1e6 });
  quota.take("a", report(1, 900));
  const refused = refusal(() => quota.take("a", report(1, 200)));
  expect(refused).toMatchObject({ code: "RATE_LIMITED", message: expect.stringContaining("midnight UTC") });
  quota.take("a", report(1, 100));
  nowMs += 86_400_000;
  row = { points: 0, bytes: 0 };
});

test("the day's bytes that were counted by others, or before this process began, count", async () => {
  row = { points: 0, bytes: 990 };
  const quota = quotaOf({ bytesPerDay: 1000, pointsPerSecond: 1e6 });
  quota.take("a", report(1, 5));
  await quota.flush();
  expect(refusal(() => quota.take("a", report(1, 10)))).toMatchObject({ code: "RATE_LIMITED" });
});

test("what could not be written down is written down later", async () => {
  let isAway = true;
  const quota = quotaOf({
    add: async (_team, { points, bytes }) => {
      if (isAway) throw new Error("away");
      return (row = { points: row.points + points, bytes: row.bytes + bytes });
    },
  });
  quota.take("a", report(10));
  await quota.flush();
  isAway = false;
  await quota.flush();
  expect(row).toEqual({ points: 10, bytes: 10 });
});
