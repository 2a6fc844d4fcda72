/** @file What a soak found, in figures and in words. */
import type { Measured } from "./measure.ts";
import { commonSlope, type Sample, type Slope } from "./slope.ts";

/** A minute of the soak, looked at before its end. */
export interface Minute extends Measured {
  readonly minute: number;
  readonly fault: string;
  readonly lost: number;
  readonly doubled: number;
  readonly acknowledgedReports: number;
  readonly acknowledgedPoints: number;
}
export interface Totals {
  readonly minutes: number;
  readonly lost: number;
  readonly doubled: number;
  readonly gaps: number;
  readonly apiDeaths: number;
  readonly runsFinished: number;
  readonly reports: number;
  readonly points: number;
  readonly duplicates: number;
  readonly fenced: number;
  readonly repeatedCalls: number;
  readonly events: number;
  readonly replayDivergent: number;
}
export interface Growth {
  readonly longest: Slope | null;
  readonly all: Slope | null;
}

/** What the API allocates at first and keeps: caches, pools, compiled code. */
export const WARM_UP_MINUTES = 10;

/** Minutes of one API process each, without its warm-up. */
function stretches(minutes: readonly Minute[], warmUp: number): Minute[][] {
  const byProcess = new Map<number, Minute[]>();
  for (const minute of minutes) byProcess.set(minute.apiPid, [...(byProcess.get(minute.apiPid) ?? []), minute]);
  return [...byProcess.values()].map((stretch) => stretch.filter(({ minute }) => minute - stretch[0]!.minute >= warmUp));
}

export function growth(minutes: readonly Minute[], pick: (minute: Minute) => number, warmUp = WARM_UP_MINUTES): Growth {
  const groups = stretches(minutes, warmUp).map((stretch) =>
    stretch.map((minute): Sample => ({ hours: minute.minute / 60, value: pick(minute) })),
  );
  const longest = groups.toSorted((a, b) => b.length - a.length)[0] ?? [];
  return { longest: commonSlope([longest]), all: commonSlope(groups) };
}

const fixed = (value: number, digits = 1): string => (Number.isFinite(value) ? value.toFixed(digits) : "-");

export const HEADER = "min  rss MB  heap MB  fds  handles  db  lag ms  reports   points  lost  doubled  audit  fault";

export function line(minute: Minute): string {
  const cells: [string, number][] = [
    [String(minute.minute), 3],
    [fixed(minute.residentMb), 8],
    [fixed(minute.heapMb), 9],
    [String(minute.fileDescriptors), 5],
    [String(minute.handles), 9],
    [String(minute.databaseConnections), 4],
    [fixed(minute.eventLoopLagMs), 8],
    [String(minute.acknowledgedReports), 9],
    [String(minute.acknowledgedPoints), 9],
    [String(minute.lost), 6],
    [String(minute.doubled), 9],
    [String(Object.keys(minute.audit).length), 7],
  ];
  const broken = Object.entries(minute.audit).map(([check, ids]) => `  !! ${check}: ${ids.join(", ")}`);
  return `${cells.map(([text, width]) => text.padStart(width)).join("")}  ${minute.fault}${broken.join("")}`;
}

const slopeText = (what: string, unit: string, { longest, all }: Growth): string => {
  const text = (slope: Slope | null): string =>
    slope ? `${fixed(slope.perHour, 2)} +- ${fixed(slope.error, 2)} ${unit}/h (${slope.samples} minutes)` : "too few minutes";
  return `${what.padEnd(22)} longest unbroken stretch: ${text(longest)}; all stretches, each with a height of its own: ${text(all)}`;
};

/** @returns the text of the report, and whether everything that has to be 0 is. */
export function conclude(minutes: readonly Minute[], totals: Totals): { text: string; isGood: boolean } {
  const audited = minutes.filter(({ audit }) => Object.keys(audit).length > 0);
  const isGood =
    totals.lost === 0 &&
    totals.doubled === 0 &&
    totals.gaps === 0 &&
    totals.apiDeaths === 0 &&
    totals.replayDivergent === 0 &&
    audited.length === 0;
  const text = [
    `${totals.minutes} minutes, ${minutes.length} looks, a fault each minute; ${totals.runsFinished} attempts ended by their runner, ${totals.fenced} leases lost and fenced`,
    `acknowledged: ${totals.reports} reports, ${totals.points} points of the loss; ${totals.duplicates} answered as duplicates; ${totals.repeatedCalls} calls made again; ${totals.events} events to subscribers`,
    `lost ${totals.lost}, doubled ${totals.doubled}, gaps ${totals.gaps}, diverged on replay ${totals.replayDivergent}, API ended by itself ${totals.apiDeaths}, looks with a broken invariant ${audited.length}`,
    `A fault kills the API only at minutes 4 and 24, so that its memory can be followed; the first ${WARM_UP_MINUTES} minutes of each process are warm-up.`,
    slopeText(
      "resident memory",
      "MB",
      growth(minutes, (minute) => minute.residentMb),
    ),
    slopeText(
      "heap",
      "MB",
      growth(minutes, (minute) => minute.heapMb),
    ),
    slopeText(
      "file descriptors",
      "",
      growth(minutes, (minute) => minute.fileDescriptors),
    ),
    slopeText(
      "active handles",
      "",
      growth(minutes, (minute) => minute.handles),
    ),
    slopeText(
      "database connections",
      "",
      growth(minutes, (minute) => minute.databaseConnections),
    ),
    isGood ? "PASS: nothing lost, nothing doubled, every look found all invariants whole." : "FAIL",
  ].join("\n");
  return { text, isGood };
}
