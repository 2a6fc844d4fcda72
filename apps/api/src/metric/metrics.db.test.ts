import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { insertMetricPoints } from "@capstan/prisma/queries/insert-metric-points";
import { ADD_UP_RUN } from "@capstan/prisma/queries/metric-buckets";
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

/** The plain reference: equal ranges of steps between the first and the last, whole buckets of 32 if they are as long, each shown at its last step. */
function thin(points: readonly Point[], maxPoints: number) {
  const low = points[0]!.step;
  const width = points.at(-1)!.step - low + 1;
  const bucketOf = (step: number): number => Math.floor(step / 32);
  const buckets32 = Math.ceil((bucketOf(low + width - 1) - bucketOf(low) + 1) / maxPoints);
  const place = (step: number): number =>
    width < 32 * maxPoints ? Math.floor(((step - low) * maxPoints) / width) : Math.floor((bucketOf(step) - bucketOf(low)) / buckets32);
  const buckets = new Map<number, Point[]>();
  for (const point of points) {
    const key = points.length <= maxPoints ? point.step : place(point.step);
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

/** As a report of an attempt stores them. @returns how many values differ from an earlier attempt's. */
async function store(name: string, points: readonly Point[], attempt = 1): Promise<number> {
  const { teamId } = floor.user;
  const columns = { names: points.map(() => name), steps: points.map(({ step }) => step), values: points.map(({ value }) => value) };
  return api.server.services.database.statementsFor([teamId], (tx) =>
    insertMetricPoints(tx, { teamId, runId, attempt, sequence: 1n }, columns),
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
    const { run } = await floor.user.client.data<{
      run: { metrics: { name: string; steps: number[]; values: (number | null)[]; min: (number | null)[]; max: (number | null)[] }[] };
    }>(query, { id: runId, ...variables });
    return run.metrics;
  };
  for (const [most, from] of [[1], [3], [20], [50], [100], [100, 1000], [333], [500]] as const) {
    for (const series of await ask({ most, from: from ?? null })) {
      const points = { dense, gappy, few }[series.name]!.filter(({ step }) => step >= (from ?? 0));
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

test("any reports, replays among them, leave curves that a plain reference thins alike", async () => {
  // Of 0 and -0, which are equal, either may be kept as the lowest: here is none of the latter.
  const value = fc.option(
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => number + 0),
    { nil: null },
  );
  const report = fc.array(fc.record({ step: fc.nat(400), value }), { minLength: 1, maxLength: 40 });
  let count = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(report, { minLength: 1, maxLength: 6 }), fc.integer({ min: 1, max: 12 }), async (reports, maxPoints) => {
      const name = `any ${count++}`;
      const last = new Map<number, number | null>();
      for (const points of reports) {
        await store(name, points);
        for (const point of points) last.set(point.step, point.value);
      }
      const points = [...last].map(([step, value]) => ({ step, value })).toSorted((a, b) => a.step - b.step);
      const { teamId } = floor.user;
      const [curve] = await api.server.services.database.statementsFor([teamId], (tx) =>
        readMetrics(tx, { teamId, runId, names: [name], fromStep: null, toStep: null, maxPoints }),
      );
      const clamped = points.map(({ step, value }) => ({ step, value: value && Math.max(-1e300, Math.min(1e300, value)) }));
      const expected = thin(clamped, maxPoints);
      expect(curve!.steps).toEqual(expected.map(({ step }) => step));
      expect(curve!.min).toEqual(thin(points, maxPoints).map(({ min }) => min));
      expect(curve!.max).toEqual(thin(points, maxPoints).map(({ max }) => max));
      for (const [i, { value, min, max }] of expected.entries()) {
        if (value === null) expect(curve!.values[i]).toBeNull();
        else if (points.length > maxPoints)
          expect(Math.abs(curve!.values[i]! - value)).toBeLessThanOrEqual(1e-12 * Math.max(Math.abs(min!), Math.abs(max!), 1e-280));
        else expect(curve!.values[i]).toBe(points[i]!.value);
      }
    }),
    { numRuns: 60 },
  );
});

test("a long run's 277,000 points come thinned, with no extreme lost", async () => {
  // By plain SQL: a report holds a thousand points at most.
  const { id } = await floor.createRun();
  await api.database.query(
    `INSERT INTO metric_points (team_id, run_id, name, step, value, sequence, attempt)
     SELECT $1, $2, 'long', n, CASE n WHEN 123456 THEN 99 ELSE random() END, n / 100, 1 FROM generate_series(1, 277000) n`,
    [floor.user.teamId, id],
  );
  await api.database.query(ADD_UP_RUN, [id]);
  const { database } = api.server.services;
  const { teamId } = floor.user;
  for (const maxPoints of [500, 5_000]) {
    const [curve] = await database.statementsFor([teamId], (tx) =>
      readMetrics(tx, { teamId, runId: id, names: ["long"], fromStep: null, toStep: null, maxPoints }),
    );
    expect(curve!.steps.length).toBeGreaterThan(maxPoints / 2);
    expect(curve!.steps.length).toBeLessThanOrEqual(maxPoints);
    expect(Math.max(...curve!.max.map(Number))).toBe(99);
  }
});

test("a step that is trained again counts once, and only where its bits differ", async () => {
  const points = Array.from({ length: 100 }, (_, step) => ({ step, value: step / 7 }));
  expect(await store("again", points)).toBe(0);
  expect(await store("again", points.slice(40), 2)).toBe(0);
  expect(
    await store(
      "again",
      points.slice(90).map(({ step }) => ({ step, value: -step })),
      3,
    ),
  ).toBe(10);
});
