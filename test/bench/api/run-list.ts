/** @file The dashboard's list of runs of a team that has 10,000: by state, by text and in its orders, page after page. */
import type { BenchTeam, Floor } from "./floor.ts";
import { spread, type Measured } from "./measure.ts";
import { post } from "./post.ts";

const RUNS = 10_000;
const QUERY = `
  fragment RunRow on Run {
    id number name status requested endReason createdAt startedAt finishedAt bestEpoch bestValidationLoss tags
    createdBy { name }
    datasetVersion { id number dataset { id name } }
    progress { step totalSteps epoch totalEpochs etaSeconds samplesPerSecond }
    runner { id name }
  }
  query RunList($team: String!, $filter: RunFilter, $orderBy: RunOrder, $first: Int, $after: String) {
    team(slug: $team) { id runs(filter: $filter, orderBy: $orderBy, first: $first, after: $after) {
      edges { node { ...RunRow } } pageInfo { hasNextPage endCursor } } }
  }`;
interface Answer {
  readonly team: { readonly runs: { readonly edges: readonly unknown[]; readonly pageInfo: { readonly endCursor: string | null } } };
}

const FILTERS = [
  { status: ["SUCCEEDED"], nameContains: "CATR" },
  { status: ["FAILED", "CANCELLED"], nameContains: "run 77" },
  { status: ["SUCCEEDED", "RUNNING"], nameContains: "nothing is called so" },
  { nameContains: "sweep 1" },
  { tag: "baseline", nameContains: "catr" },
];
const FIELDS = ["CREATED_AT", "FINISHED_AT", "BEST_VALIDATION_LOSS", "NAME"];

/** States, names, tags and losses as a team of a year's work has them. */
async function dressUp(floor: Floor, { teamId }: BenchTeam): Promise<void> {
  await floor.database.query(
    `UPDATE runs SET status = (ARRAY['SUCCEEDED','SUCCEEDED','SUCCEEDED','FAILED','CANCELLED'])[1 + number % 5]::"RunStatus",
       name = CASE number % 3 WHEN 0 THEN 'CATR coco ' ELSE 'sweep ' END || number % 100 || ' run ' || number,
       created_at = now() - number * interval '37 seconds', started_at = now() - number * interval '36 seconds', finished_at = now() - number * interval '30 seconds',
       best_validation_loss = CASE WHEN number % 5 < 3 THEN 2 + sin(number) END, tags = CASE WHEN number % 7 = 0 THEN '{baseline}' ELSE '{}'::text[] END
     WHERE team_id = $1`,
    [teamId],
  );
  await floor.database.query("VACUUM ANALYZE runs");
}

export async function measureList(floor: Floor, rounds: number): Promise<Measured[]> {
  const team = await floor.team();
  await team.queue(RUNS);
  await dressUp(floor, team);
  const authorization = await team.key();
  const all: number[] = [];
  const slowest = { what: "", ms: 0 };
  for (let round = 0; round < rounds + 1; round++) {
    for (const filter of FILTERS) {
      for (const field of FIELDS) {
        let after: string | null = null;
        for (let page = 0; page < 2; page++) {
          const orderBy = { field, direction: round % 2 ? "ASC" : "DESC" };
          const { data, ms }: { data: Answer; ms: number } = await post<Answer>(floor.url(), authorization, QUERY, {
            team: team.user.teamSlug,
            filter,
            orderBy,
            first: 25,
            after,
          });
          after = data.team.runs.pageInfo.endCursor;
          if (round === 0) continue;
          all.push(ms);
          if (ms > slowest.ms) Object.assign(slowest, { ms, what: `${JSON.stringify(filter)} by ${field}, page ${page + 1}` });
          if (after === null) break;
        }
      }
    }
  }
  const { p50, p95, p99 } = spread(all);
  const part = `list of ${RUNS.toLocaleString("en")}`;
  return [
    { part, what: `${all.length} filtered pages of 25, p50`, value: p50, unit: "ms", goal: null },
    { part, what: "p95", value: p95, unit: "ms", goal: { below: 100 } },
    { part, what: "p99", value: p99, unit: "ms", goal: null },
    { part, what: `slowest: ${slowest.what}`, value: slowest.ms, unit: "ms", goal: null },
  ];
}
