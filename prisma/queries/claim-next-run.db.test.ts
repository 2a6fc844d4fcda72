/** A claim reads the head of a queue, however long it is and whatever ANALYZE says of it. */
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../test/support/test-database.ts";
import type { Database } from "../database.ts";
import type { BoundStatement } from "../fixed-statement.ts";
import { claimNextRun, claimSharedRun, type Claimant } from "./claim-next-run.ts";

const TEAMS = 30;
const RUNS_EACH = 60;
const claimant: Claimant = {
  teamId: "team_7",
  poolId: "pool_7",
  runnerId: "rnr_1",
  runnerTeamId: "team_7",
  runnerName: "x",
  requestId: "r",
  leaseSeconds: 30,
};

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
  await db.query(
    `INSERT INTO teams (id, slug, name, run_cap) SELECT 'team_' || t, 'team-' || t, 'T', 1000 FROM generate_series(1, ${TEAMS}) t`,
  );
  await db.query(`INSERT INTO pools (id, team_id, name) SELECT 'pool_' || t, 'team_' || t, 'own' FROM generate_series(1, ${TEAMS}) t`);
  await db.query(
    `INSERT INTO pools (id, team_id, name, shared_pool_id) SELECT 'door_' || t, 'team_' || t, 'door', 'pool_7' FROM generate_series(1, ${TEAMS}) t`,
  );
  await db.query(`INSERT INTO datasets (id, team_id, name) SELECT 'ds_' || t, 'team_' || t, 'D' FROM generate_series(1, ${TEAMS}) t`);
  await db.query(
    `INSERT INTO dataset_versions (id, team_id, dataset_id, number, status, object_prefix) SELECT 'dsv_' || t, 'team_' || t, 'ds_' || t, 1, 'READY', 'p' FROM generate_series(1, ${TEAMS}) t`,
  );
  await db.query(
    `INSERT INTO runs (id, team_id, number, name, config, dataset_version_id, pool_id, total_epochs)
     SELECT 'run_' || t || '_' || n, 'team_' || t, n, 'r', '{}', 'dsv_' || t, (CASE n % 2 WHEN 0 THEN 'pool_' ELSE 'door_' END) || t, 1
     FROM generate_series(1, ${TEAMS}) t, generate_series(1, ${2 * RUNS_EACH}) n`,
  );
  await db.query("ANALYZE");
});
afterAll(() => db?.drop());

/** The statement that a claim sends. */
async function statementOf(claim: (database: Database) => Promise<unknown>): Promise<BoundStatement> {
  let asked: BoundStatement | undefined;
  const recorder = {
    statementOnce: async (_teamIds: unknown, _turn: string, statement: BoundStatement) => (
      (asked = statement),
      [{ draining: false, run: null }]
    ),
  };
  await claim(recorder as unknown as Database);
  return asked!;
}

interface Node {
  readonly "Node Type": string;
  readonly "Relation Name"?: string;
  readonly "Index Name"?: string;
  readonly Alias?: string;
  readonly Plans?: readonly Node[];
}
const nodesOf = (node: Node): Node[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)];

async function planOf(url: string, { text, values }: BoundStatement): Promise<Node[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query("SELECT set_config('app.team_ids', 'team_7', false), set_config('plan_cache_mode', 'force_generic_plan', false)");
    await client.query(`PREPARE claim AS ${text}`);
    const literals = values.map((value) => (typeof value === "number" ? value : pg.escapeLiteral(String(value))));
    const { rows } = await client.query<{ "QUERY PLAN": [{ Plan: Node }] }>(`EXPLAIN (FORMAT JSON) EXECUTE claim(${literals.join(", ")})`);
    return nodesOf(rows[0]!["QUERY PLAN"][0].Plan);
  } finally {
    await client.end();
  }
}

test.each([
  ["a team's pool", "appUrl", (database: Database) => claimNextRun(database, claimant)],
  ["a shared pool", "systemUrl", (database: Database) => claimSharedRun(database, claimant, "skip")],
] as const)("%s", async (_what, role, claim) => {
  const reads = (await planOf(db[role], await statementOf(claim))).filter(({ Alias }) => Alias === "q" || Alias?.startsWith("q_"));
  expect(reads.map((node) => [node["Node Type"], node["Index Name"]])).toEqual([
    ["Index Scan", "runs_queue"],
    ["Index Scan", "runs_queue"],
  ]);
});
