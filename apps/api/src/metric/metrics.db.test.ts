import { afterAll, beforeAll, expect, test } from "vitest";
import { readMetrics } from "@capstan/prisma/queries/read-metrics";
import { startTestApi, type TestApi } from "../../../../test/support/test-api.ts";
import { TrainingFloor } from "../../../../test/support/training-floor.ts";

let api: TestApi;
let floor: TrainingFloor;
let runId: string;

beforeAll(async () => {
  api = await startTestApi();
  floor = await TrainingFloor.open(api);
  ({ id: runId } = await floor.createRun());
});
afterAll(() => api?.stop());

interface Point {
  readonly step: number;
  readonly value: number | null;
}

/** The plain reference: equal ranges of steps between the first and the last, each shown at its last step. */
function thin(points: readonly Point[], maxPoints: number) {
  const low = points[0]!.step;
  const width = points.at(-1)!.step - low + 1;
  const buckets = new Map<number, Point[]>();
  for (const point of points) {
    const key = points.length <= maxPoints ? point.step : Math.floor(((point.step - low) * maxPoints) / width);
    buckets.set(key, [...(buckets.get(key) ?? []), point]);
  }
  return [...buckets.values()].map((bucket) => {
    const values = bucket.flatMap(({ value }) => (value === null ? [] : [value]));
    const finite = values.length > 0;
    return {
      step: bucket.at(-1)!.step,
      value: finite ? values.reduce((sum, value) => sum + value, 0) / values.length : null,
      min: finite ? Math.min(...values) : null,
      max: finite ? Math.max(...values) : null,
    };
  });
}

async function store(name: string, points: readonly Point[]): Promise<void> {
  await api.database.query(
    `INSERT INTO metric_points (team_id, run_id, name, step, value, sequence, attempt)
     SELECT $1, $2, $3, step, value, 1, 1 FROM unnest($4::bigint[], $5::float8[]) AS p (step, value)`,
    [floor.user.teamId, runId, name, points.map(({ step }) => step), points.map(({ value }) => value)],
  );
}

test("thinned curves are what a plain reference says, gaps and values that are not finite included", async () => {
  const dense = Array.from({ length: 3000 }, (_, i): Point => ({ step: i + 7, value: i % 50 < 10 ? null : Math.sin(i) }));
  const gappy = Array.from({ length: 700 }, (_, i): Point => ({ step: i * i, value: i }));
  const few = [3, 5, 1000].map((step): Point => ({ step, value: step / 3 }));
  await store("dense", dense);
  await store("gappy", gappy);
  await store("few", few);
  const query = `query ($id: ID!, $names: [String!], $from: SafeInt, $to: SafeInt, $most: Int) {
    run(id: $id) { metrics(names: $names, fromStep: $from, toStep: $to, maxPoints: $most) { name steps values min max } } }`;
  const ask = async (variables: object) => {
    const { run } = await floor.user.client.data<{ run: { metrics: { name: string; steps: number[]; values: (number | null)[]; min: (number | null)[]; max: (number | null)[] }[] } }>(query, { id: runId, ...variables });
    return run.metrics;
  };
  for (const most of [100, 333, 500]) {
    for (const series of await ask({ most })) {
      const points = { dense, gappy, few }[series.name]!;
      const expected = thin(points, most);
      expect(series.steps).toEqual(expected.map(({ step }) => step));
      expect(series.min).toEqual(expected.map(({ min }) => min));
      expect(series.max).toEqual(expected.map(({ max }) => max));
      for (const [i, { value }] of expected.entries()) {
        if (value === null) expect(series.values[i]).toBeNull();
        else expect(series.values[i]).toBeCloseTo(value, 9);
      }
      expect(series.steps.length).toBeLessThanOrEqual(most);
    }
  }
  const [part, ...others] = await ask({ names: ["dense"], from: 100, to: 150 });
  expect(others).toEqual([]);
  expect(part!.steps).toEqual(dense.filter(({ step }) => step >= 100 && step <= 150).map(({ step }) => step));
  expect(await ask({ names: ["nothing"] })).toEqual([]);
  expect(await ask({ from: 5000, names: ["dense"] })).toEqual([]);
});

test("277,000 points are thinned within a tenth of a second; on a busy machine, within a few plain scans of them", async () => {
  await api.database.query(
    `INSERT INTO metric_points (team_id, run_id, name, step, value, sequence, attempt) SELECT $1, $2, 'loss', n, random(), n / 100, 1 FROM generate_series(1, 277000) n`,
    [floor.user.teamId, runId],
  );
  await api.database.query("ANALYZE metric_points");
  const { database } = api.server.services;
  const { teamId } = floor.user;
  const timed = async (work: () => Promise<unknown>): Promise<number> => {
    const began = performance.now();
    await work();
    return performance.now() - began;
  };
  const [thinning, scanning]: [number[], number[]] = [[], []];
  for (let i = 0; i < 7; i++) {
    thinning.push(
      await timed(async () => {
        const [curve] = await database.forTeams([teamId], (tx) => readMetrics(tx, { teamId, runId, names: ["loss"], fromStep: null, toStep: null, maxPoints: 500 }));
        expect(curve!.steps).toHaveLength(500);
      }),
    );
    scanning.push(await timed(() => api.database.query("SELECT avg(value), max(step) FROM metric_points WHERE run_id = $1 AND name = 'loss'", [runId])));
  }
  const [thin, scan] = [thinning, scanning].map((times) => times.toSorted((a, b) => a - b)[3]!) as [number, number];
  console.info(`277,000 points thinned to 500 in ${thin.toFixed(0)} ms, scanned in ${scan.toFixed(0)} ms (medians of 7)`);
  expect(thin).toBeLessThan(Math.max(100, 5 * scan));
});
