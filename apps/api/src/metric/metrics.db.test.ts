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

test("a long run's 277,000 points come thinned, with no extreme lost", async () => {
  await api.database.query(
    `INSERT INTO metric_points (team_id, run_id, name, step, value, sequence, attempt)
     SELECT $1, $2, 'long', n, CASE n WHEN 123456 THEN 99 ELSE random() END, n / 100, 1 FROM generate_series(1, 277000) n`,
    [floor.user.teamId, runId],
  );
  const { database } = api.server.services;
  const { teamId } = floor.user;
  const [curve] = await database.forTeams([teamId], (tx) => readMetrics(tx, { teamId, runId, names: ["long"], fromStep: null, toStep: null, maxPoints: 500 }));
  expect(curve!.steps).toHaveLength(500);
  expect(Math.max(...curve!.max!.map(Number))).toBe(99);
});
