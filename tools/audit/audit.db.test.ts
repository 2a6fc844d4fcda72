import { execFile } from "node:child_process";
import { rm, writeFile } from "node:fs/promises";
import path from "node:path";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ADD_UP_RUN } from "@capstan/prisma/queries/metric-buckets";
import { startTestApi, type TestApi } from "../../test/support/test-api.ts";
import { TrainingFloor } from "../../test/support/training-floor.ts";
import { CHECKS, type CheckName } from "./checks.ts";
import { askAll, runChecks, type Finding } from "./run-checks.ts";
import { table } from "./table.ts";

let api: TestApi;
let floor: TrainingFloor;
let client: pg.Client;
let checkpointKey: string;

const SUCCEEDED = "(SELECT id FROM runs WHERE status = 'SUCCEEDED')";
const LIVE = "(SELECT id FROM runs WHERE status = 'RUNNING')";
const QUEUED = "(SELECT id FROM runs WHERE status = 'QUEUED')";
/** A second team, for what must stay in the first. */
let strangers: string;

/** For each check the change that it, and it alone, is there to see. */
const BREAKING: Record<CheckName, () => string> = {
  "attempts are the lease epochs": () => `DELETE FROM attempts WHERE run_id = ${QUEUED} AND number = 1`,
  "one holder": () => `UPDATE attempts SET ended_at = now() WHERE run_id = ${LIVE} AND ended_at IS NULL`,
  "lease epochs rise": () =>
    `UPDATE run_moves SET lease_epoch = lease_epoch + 1 WHERE id = (SELECT max(id) FROM run_moves WHERE run_id = ${LIVE})`,
  "nothing from an old lease": () =>
    `UPDATE metric_points SET attempt = 1, sequence = (SELECT event_seq FROM runs WHERE id = ${LIVE}) WHERE run_id = ${LIVE} AND name = 'loss' AND step = 5`,
  "no late checkpoint": () => `UPDATE checkpoints SET committed_at = now() + interval '1 hour' WHERE run_id = ${LIVE}`,
  "from a lease that was given": () => `UPDATE metric_points SET sequence = 1000 WHERE run_id = ${SUCCEEDED}`,
  "the last move is the state": () => `UPDATE runs SET status = 'CLAIMED' WHERE id = ${LIVE}`,
  "moves connect": () =>
    `INSERT INTO run_moves (team_id, run_id, "from", "to", lease_epoch, actor) SELECT team_id, id, 'FAILED', 'SUCCEEDED', lease_epoch, 'test' FROM runs WHERE id = ${SUCCEEDED}`,
  "ended for good": () => `UPDATE runs SET requested = 'CANCEL' WHERE id = ${SUCCEEDED}`,
  "a checkpoint's metrics are stored": () => `DELETE FROM metric_points WHERE run_id = ${LIVE} AND name = 'loss' AND step = 2`,
  "a checkpoint is whole": () => `UPDATE checkpoints SET size_bytes = size_bytes + 1 WHERE run_id = ${LIVE}`,
  "no step is missing": () => `DELETE FROM metric_points WHERE run_id = ${SUCCEEDED} AND name = 'loss' AND step = 3`,
  "finished by its last lease": () => `UPDATE attempts SET outcome = 'LEASE_LOST' WHERE run_id = ${SUCCEEDED}`,
  "acknowledged is durable": () => `ALTER ROLE capstan_app IN DATABASE ${api.database.name} SET synchronous_commit = off`,
  "one value": () =>
    `ALTER TABLE metric_points DROP CONSTRAINT metric_points_pkey; INSERT INTO metric_points SELECT * FROM metric_points WHERE run_id = ${SUCCEEDED} AND name = 'lr' AND step = 1`,
  "curves add up": () => `UPDATE metric_buckets SET sum = sum * 1.0001 WHERE run_id = ${LIVE} AND name = 'loss'`,
  "running is counted": () => "UPDATE teams SET running = running + 1 WHERE running = 1",
  "rows stay in their team": () => `UPDATE log_lines SET team_id = '${strangers}'`,
  "runners stay in their pool": () =>
    `UPDATE runs SET runner_id = 'runner_of_nobody' WHERE id = ${LIVE}; UPDATE attempts SET runner_id = 'runner_of_nobody' WHERE run_id = ${LIVE}`,
  "objects stay in their team": () => `UPDATE checkpoints SET files = jsonb_set(files, '{0,key}', '"${strangers}/file"')`,
  "silence is noticed": () => `UPDATE runs SET lease_until = now() - interval '41 seconds' WHERE id = ${LIVE}`,
  "nothing is stuck": () => `UPDATE runs SET requested = 'CANCEL' WHERE id = ${QUEUED}`,
};

const report = (steps: readonly number[]) => ({
  progress: { step: steps.at(-1)!, epoch: 0 },
  metrics: ["loss", "lr"].map((name) => ({ name, steps, values: steps.map((step) => 1 / step) })),
  logs: [{ at: new Date().toISOString(), level: "INFO", message: "a line" }],
});

beforeAll(async () => {
  api = await startTestApi();
  floor = await TrainingFloor.open(api);
  strangers = (await api.signUp("Mallory")).teamId;
  const runner = await floor.runner();
  // One that SUCCEEDED, one that trains in its second attempt and has a checkpoint, one that waits and was claimed before.
  for (let count = 0; count < 3; count++) await floor.createRun();
  const done = (await runner.claim())!;
  await runner.report(done, 0, report([1, 2]));
  await runner.report(done, 1, report([3, 4]));
  await runner.finish(done, 1, { outcome: "SUCCEEDED" });
  const first = (await runner.claim())!;
  await runner.report(first, 0, report([1, 2, 3, 4]));
  await runner.checkpoint(first, { step: 4, afterSequence: 0 });
  await runner.release(first);
  const second = (await runner.claim())!;
  await runner.report(second, 0, report([5, 6]));
  const other = await floor.runner();
  await other.release((await other.claim())!);
  const [row] = await api.database.query<{ key: string }>("SELECT files -> 0 ->> 'key' AS key FROM checkpoints");
  checkpointKey = row!.key;
  client = new pg.Client({ connectionString: api.database.ownerUrl });
  await client.connect();
});
afterAll(async () => {
  await client?.end();
  await api?.stop();
});

/** What the audit says of the database with `sql` done to it, which is undone afterwards. */
async function auditAfter(sql: string): Promise<Finding[]> {
  await client.query("BEGIN");
  try {
    await client.query("SET LOCAL synchronous_commit = on");
    await client.query(
      "INSERT INTO platform_ticks (id, ticked_at) VALUES (1, now()) ON CONFLICT (id) DO UPDATE SET ticked_at = now(), grace_until = NULL",
    );
    await client.query(sql);
    // Points that were changed still add up.
    if (sql.includes("metric_points")) {
      await client.query("DELETE FROM metric_buckets");
      for (const { id } of (await client.query<{ id: string }>("SELECT id FROM runs")).rows) await client.query(ADD_UP_RUN, [id]);
    }
    return await askAll(client);
  } finally {
    await client.query("ROLLBACK");
  }
}
/** The test server has neither fsync nor full_page_writes, so that check has two findings to begin with. */
const red = (findings: readonly Finding[]): string[] =>
  findings.filter(({ name, broken }) => broken > (name === "acknowledged is durable" ? 2 : 0)).map(({ name }) => name);

test("an honest database is clean", async () => {
  expect(red(await auditAfter("SELECT 1"))).toEqual([]);
});

describe("the audit sees it when exactly this is broken:", () => {
  test.each(CHECKS.map(({ name }) => name))("%s", async (name) => {
    const findings = await auditAfter(BREAKING[name]());
    expect(red(findings)).toEqual([name]);
    expect(findings.find((finding) => finding.name === name)!.ids[0]).toMatch(/./);
  });
});

test("the API's system role sees as much as the owner, and changes nothing", async () => {
  expect(await runChecks(api.database.systemUrl)).toEqual(await runChecks(api.database.ownerUrl));
});

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}
const program = (args: readonly string[], env: Record<string, string>): Promise<Ended> =>
  new Promise((resolve) =>
    execFile(
      process.execPath,
      [path.join(import.meta.dirname, "main.ts"), ...args],
      { env: { PATH: process.env.PATH, ...env } },
      (error, stdout, stderr) => resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
    ),
  );

test("the program reads the bytes of checkpoints, names the damaged one and exits with 1", async () => {
  const objects = api.config.objects.kind === "disk" ? api.config.objects.folder : "";
  const env = { DATABASE_URL: api.database.ownerUrl, OBJECTS_DIR: objects };
  const bytes = async (): Promise<Finding> =>
    (JSON.parse((await program(["--objects", "--json"], env)).stdout) as Finding[]).find(
      ({ name }) => name === "a checkpoint's bytes verify",
    )!;
  expect(await bytes()).toMatchObject({ invariant: "I4", broken: 0 });
  const file = path.join(objects, "objects", checkpointKey);
  await writeFile(file, "weights of step 5");
  expect(await bytes()).toMatchObject({ broken: 1, ids: [expect.stringMatching(/^ckpt_/)] });
  await rm(file);
  expect(await bytes()).toMatchObject({ broken: 1 });
  const plain = await program(["--objects"], env);
  expect([plain.code, plain.stdout]).toEqual([1, expect.stringMatching(/bytes verify .* 1: ckpt_/)]);
});

test("without a database it says which one it looked for, and exits with 2", async () => {
  const { code, stderr } = await program([], { CAPSTAN_HOME: "/nowhere" });
  expect([code, stderr]).toEqual([2, expect.stringMatching(/No database runs in .*nowhere.*DATABASE_URL/)]);
});

test("the table names what is broken and by what", () => {
  const finding = {
    invariant: "I1",
    name: "one holder",
    means: "A live run has one open attempt.",
    broken: 7,
    ids: ["run_a", "run_b"],
  } as const;
  expect(table([finding, { ...finding, name: "other", broken: 0, ids: [] }])).toMatch(
    /I1 +one holder +A live run.* 7: run_a, run_b, \.\.\.\nI1 +other .* 0\n\n1 of 2 checks/,
  );
});
