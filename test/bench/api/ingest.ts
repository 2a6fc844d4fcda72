/**
 * @file 16 runners report: as fast as the API takes it, and large reports at the rate that is wanted. Points a second, the time of a
 * report, the API's event loop.
 */
import type { Floor } from "./floor.ts";
import { spread, type Measured } from "./measure.ts";
import { Reporter } from "./reporter.ts";
import { costOf, type Samples } from "./samples.ts";

const RUNNERS = 16;
const POINTS_A_SECOND = 20_000;
const LARGE = 1_000;

export async function startReporters(floor: Floor, count: number): Promise<Reporter[]> {
  const team = await floor.team();
  await team.queue(count);
  return Promise.all(Array.from({ length: count }, async (_, i) => Reporter.start(floor.url(i), await team.runner())));
}

export interface Ingested {
  readonly perSecond: number;
  /** Of each report, in ms. */
  readonly times: readonly number[];
  readonly lagMs: number;
  /** The API's, for a report. */
  readonly cpuMs: number;
}

/** All reporters send reports of `points` points, one after the other, for `seconds`. `samples` reads the metrics page of one of `apis` processes. */
export async function ingest(
  reporters: readonly Reporter[],
  points: number,
  seconds: number,
  samples: () => Promise<Samples>,
  apis = 1,
): Promise<Ingested> {
  await Promise.all(reporters.map((reporter) => reporter.report(points)));
  const times: number[] = [];
  const before = await samples();
  const beganMs = performance.now();
  const send = async (reporter: Reporter): Promise<void> => {
    while (performance.now() - beganMs < seconds * 1000) times.push(await reporter.report(points));
  };
  await Promise.all(reporters.map(send));
  const tookMs = performance.now() - beganMs;
  const { lagMs, cpuSeconds } = costOf(before, await samples());
  return { perSecond: (times.length * points * 1000) / tookMs, times, lagMs, cpuMs: (cpuSeconds * 1000 * apis) / times.length };
}

/** All of them together offer `perSecond` points a second, in reports of `points`, for `seconds`. @returns the time of each from when it was due, in ms. */
async function offer(reporters: readonly Reporter[], points: number, perSecond: number, seconds: number): Promise<number[]> {
  const everyMs = (reporters.length * points * 1000) / perSecond;
  const times: number[] = [];
  const beganMs = performance.now();
  const send = async (reporter: Reporter, i: number): Promise<void> => {
    for (let dueMs = beganMs + (everyMs * i) / reporters.length; dueMs < beganMs + seconds * 1000; dueMs += everyMs) {
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, dueMs - performance.now())));
      await reporter.report(points);
      times.push(performance.now() - dueMs);
    }
  };
  await Promise.all(reporters.map(send));
  return times;
}

export async function measureIngest(floor: Floor, seconds: number): Promise<Measured[]> {
  const reporters = await startReporters(floor, RUNNERS);
  const rows: Measured[] = [];
  for (const points of [100, LARGE]) {
    const { perSecond, times, lagMs, cpuMs } = await ingest(reporters, points, seconds, () => floor.samples(), floor.apis.length);
    const { p50, p95, p99 } = spread(times);
    const part = `ingest x${points}`;
    rows.push(
      { part, what: `points a second, ${RUNNERS} runners`, value: perSecond, unit: "/s", goal: { atLeast: POINTS_A_SECOND } },
      { part, what: "a report, p50", value: p50, unit: "ms", goal: null },
      { part, what: "a report, p95", value: p95, unit: "ms", goal: null },
      { part, what: "a report, p99", value: p99, unit: "ms", goal: { below: 250 } },
      { part, what: "event-loop lag of the API, p99", value: lagMs, unit: "ms", goal: { below: 100 } },
      { part, what: "the API's processor time a report", value: cpuMs, unit: "ms", goal: null },
    );
  }
  const { p50, p99 } = spread(await offer(reporters, LARGE, POINTS_A_SECOND, seconds));
  const part = `ingest x${LARGE}, ${POINTS_A_SECOND.toLocaleString("en")} points a second`;
  rows.push(
    { part, what: "a report, p50", value: p50, unit: "ms", goal: null },
    { part, what: "a report, p99", value: p99, unit: "ms", goal: { below: 250 } },
  );
  return rows;
}
