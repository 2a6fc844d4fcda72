/** @file The curves of one run: thinned history first, then each step as it is trained. Lives outside React. */
import type { Client } from "@urql/core";
import { EMPTY_CURVE, mergeColumn, type Curve } from "../../chart/curve.ts";
import { RunMetricsDocument, RunMetricsLiveDocument } from "../../graphql/documents.generated.ts";
import { failureOf } from "../../graphql/failure.ts";
import type { Live } from "../../graphql/live.ts";

export const CURVE_NAMES = ["loss", "learningRate", "gradientNorm"] as const;
export type CurveName = (typeof CURVE_NAMES)[number];

/** More points than a wide screen has pixels would not be seen; a closer look fetches its own. */
export const HISTORY_POINTS = 2_000;

export type Curves = Readonly<Record<CurveName, Curve>>;
const NONE: Curves = { loss: EMPTY_CURVE, learningRate: EMPTY_CURVE, gradientNorm: EMPTY_CURVE };

interface Series {
  readonly name: string;
  readonly steps: readonly number[];
  readonly values: readonly (number | null)[];
}

/** `curves` with the series of one batch; names that have no chart are left out. */
export function mergeSeries(curves: Curves, series: readonly Series[], attempt: number): Curves {
  const next = { ...curves };
  for (const { name, steps, values } of series)
    if (name in next) next[name as CurveName] = mergeColumn(next[name as CurveName], { steps, values }, attempt);
  return next;
}

export interface RunCurves {
  current: () => Curves;
  subscribe: (listener: () => void) => () => void;
  /** Fetches every step of a part that the history has thinned out. */
  refine: (from: number, to: number) => Promise<void>;
  /** Why the history is missing, or null. */
  failure: () => string | null;
  /** Begins to fetch and follow; the returned function ends it. */
  start: () => () => void;
}

/** @param after the last sequence that the history holds for sure; an overlap is harmless, a hole is not. */
export function createRunCurves(client: Client, live: Live, runId: string, after: number): RunCurves {
  let curves = NONE;
  let failure: string | null = null;
  let last = after;
  const listeners = new Set<() => void>();
  const set = (series: readonly Series[], attempt: number) => {
    curves = mergeSeries(curves, series, attempt);
    for (const listener of listeners) listener();
  };
  const fetchPart = async (from?: number, to?: number) => {
    const variables = { id: runId, names: [...CURVE_NAMES], from, to, maxPoints: HISTORY_POINTS };
    const { data, error } = await client.query(RunMetricsDocument, variables, { requestPolicy: "network-only" }).toPromise();
    failure = error ? failureOf(error) : null;
    set(data?.run.metrics ?? [], 0);
  };
  return {
    current: () => curves,
    failure: () => failure,
    refine: (from, to) => fetchPart(Math.floor(from), Math.ceil(to)),
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    start: () => {
      void fetchPart();
      return live.follow({
        document: RunMetricsLiveDocument,
        variables: () => ({ id: runId, names: [...CURVE_NAMES], after: last }),
        onData: ({ runMetrics: { sequence, attempt, series } }) => {
          last = Math.max(last, sequence);
          set(series, attempt);
        },
      });
    },
  };
}
