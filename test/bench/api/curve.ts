/** @file A curve of 277,000 points, thinned by the query that the dashboard's run page asks, over GraphQL. */
import { ADD_UP_RUN } from "../../../prisma/queries/metric-buckets.ts";
import type { Floor } from "./floor.ts";
import { spread, type Measured } from "./measure.ts";
import { post } from "./post.ts";

const POINTS = 277_000;
const QUERY = `query RunMetrics($id: ID!, $names: [String!], $from: SafeInt, $to: SafeInt, $maxPoints: Int) {
  run(id: $id) { id metrics(names: $names, fromStep: $from, toStep: $to, maxPoints: $maxPoints) { name steps values } } }`;
interface Answer {
  readonly run: { readonly metrics: readonly { readonly name: string; readonly steps: readonly number[] }[] };
}

export async function measureCurve(floor: Floor, calls: number): Promise<Measured[]> {
  const team = await floor.team();
  const [runId] = await team.queue(1);
  // As a training of CATR's length leaves it: a report every second, of curves that grow together.
  for (const name of ["loss", "learningRate", "gradientNorm"]) {
    await floor.database.query(
      `INSERT INTO metric_points (team_id, run_id, name, step, value, sequence, attempt)
       SELECT $1, $2, $3, n, random(), n / 20, 1 FROM generate_series(1, $4::int) n`,
      [team.teamId, runId, name, POINTS],
    );
  }
  await floor.database.query(ADD_UP_RUN, [runId]);
  await floor.database.query("VACUUM ANALYZE metric_points, metric_buckets");
  const authorization = await team.key();
  const rows: Measured[] = [];
  for (const maxPoints of [500, 5_000]) {
    const times: number[] = [];
    for (let i = 0; i < calls + 3; i++) {
      const { data, ms } = await post<Answer>(floor.url(), authorization, QUERY, { id: runId, names: ["loss"], maxPoints });
      const points = data.run.metrics[0]?.steps.length ?? 0;
      if (points > maxPoints || points < maxPoints / 2) throw new Error(`The curve came in ${points} points, not in about ${maxPoints}.`);
      if (i >= 3) times.push(ms);
    }
    const { p50, p95 } = spread(times);
    const part = `curve of ${POINTS.toLocaleString("en")}`;
    rows.push(
      { part, what: `thinned to ${maxPoints}, p50`, value: p50, unit: "ms", goal: { below: 100 } },
      { part, what: `thinned to ${maxPoints}, p95`, value: p95, unit: "ms", goal: null },
    );
  }
  return rows;
}
