import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { startTestApi, type TestApi } from "../../../../test/support/test-api.ts";
import { call, TrainingFloor, type Claim } from "../../../../test/support/training-floor.ts";

let api: TestApi;
let floor: TrainingFloor;

beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api?.stop());
afterEach(async () => expect(await floor.violations()).toEqual([]));

test("a run gets a name out of its configuration, dataset and number", async () => {
  floor = await TrainingFloor.open(api);
  expect(await floor.createRun()).toMatchObject({ name: "demo on Shapes #1", number: 1 });
  expect(await floor.createRun({ name: "mine" })).toMatchObject({ name: "mine", number: 2 });
});

test("eight runners that race for 200 runs win each of them exactly once, and never pass the cap", async ({ onTestFailed }) => {
  onTestFailed(() =>
    console.error(
      api.logLines
        .filter((line) => line.includes('"err"'))
        .slice(0, 3)
        .join(""),
    ),
  );
  floor = await TrainingFloor.open(api);
  await floor.setCap(12);
  // The database itself refuses a claim that would pass the cap, and the claim would fail.
  await api.database.query("ALTER TABLE teams ADD CONSTRAINT never_above_cap CHECK (running <= run_cap)");
  const made: { id: string }[] = [];
  while (made.length < 200) made.push(...(await Promise.all(Array.from({ length: 20 }, () => floor.createRun()))));
  const runners = await Promise.all(Array.from({ length: 8 }, () => floor.runner()));
  const won: string[] = [];
  await Promise.all(
    runners.map(async (runner) => {
      while (won.length < 200) {
        const claims = (await Promise.all([runner.claim(), runner.claim()])).filter((claim): claim is Claim => claim !== null);
        won.push(...claims.map(({ runId }) => runId));
        for (const claim of claims) {
          expect((await runner.finish(claim, -1, { outcome: "SUCCEEDED" })).errors).toEqual([]);
        }
      }
    }),
  );
  expect(won.toSorted()).toEqual(made.map(({ id }) => id).toSorted());
});

test("a team at its cap claims nothing more, and the next one as soon as a run ends", async () => {
  floor = await TrainingFloor.open(api);
  await floor.setCap(2);
  for (let i = 0; i < 4; i++) await floor.createRun();
  const runners = await Promise.all(Array.from({ length: 8 }, () => floor.runner()));
  const claims = await Promise.all(runners.map((runner) => runner.claim()));
  expect(claims.filter(Boolean)).toHaveLength(2);
  const holder = claims.findIndex(Boolean);
  await runners[holder]!.finish(claims[holder]!, -1, { outcome: "SUCCEEDED" });
  expect((await Promise.all(runners.map((runner) => runner.claim()))).filter(Boolean)).toHaveLength(1);
});

test("a claim says where to go on from: nowhere, its weights, or its two newest checkpoints, in the same lease and in the next", async () => {
  floor = await TrainingFloor.open(api);
  await floor.createRun();
  const runner = await floor.runner();
  const first = (await runner.claim("once"))!;
  expect(first).toMatchObject({ leaseEpoch: 1, resumeFrom: null, fallback: null, initialWeights: null });
  const ids: string[] = [];
  for (const step of [1, 2, 3]) ids.push((await runner.checkpoint(first, { step, afterSequence: -1 })).id);
  const places = { resumeFrom: { checkpointId: ids[2], step: 3 }, fallback: { checkpointId: ids[1] }, initialWeights: null };
  expect(await runner.claim("once")).toMatchObject({ leaseEpoch: 1, ...places });
  await runner.release(first);
  expect(await runner.claim()).toMatchObject({ leaseEpoch: 2, ...places });
  await floor.createRun({ initialCheckpointId: ids[2] });
  expect(await runner.claim()).toMatchObject({ leaseEpoch: 1, resumeFrom: null, fallback: null, initialWeights: { checkpointId: ids[2] } });
});

test("the highest priority comes first, then the oldest", async () => {
  floor = await TrainingFloor.open(api);
  await floor.createRun({ name: "old" });
  await floor.createRun({ name: "new" });
  await floor.createRun({ name: "urgent", priority: 5 });
  const runner = await floor.runner();
  const names = [];
  for (let i = 0; i < 3; i++) names.push((await runner.claim())!.run.name);
  expect(names).toEqual(["urgent", "old", "new"]);
});

test("a claim that is repeated answers the same lease, even when both calls arrive at once", async () => {
  floor = await TrainingFloor.open(api);
  for (let i = 0; i < 4; i++) await floor.createRun();
  const runner = await floor.runner();
  const claims = await Promise.all(Array.from({ length: 6 }, () => runner.claim("again")));
  expect(new Set(claims.map((claim) => `${claim!.runId} ${claim!.leaseEpoch}`)).size).toBe(1);
  expect((await runner.claim("other"))!.runId).not.toBe(claims[0]!.runId);
});

test("a runner claims from its own pool only, and never from another team", async () => {
  const stranger = await TrainingFloor.open(api, "Eve");
  floor = await TrainingFloor.open(api);
  const { pool } = await call<{ pool: { id: string } }>(floor.user.client, "createPool", { name: "gpus" }, "pool { id }");
  await floor.createRun();
  const [gpus, foreign] = [await floor.runner(pool.id), await stranger.runner()];
  expect(await gpus.claim()).toBeNull();
  expect(await foreign.claim()).toBeNull();
  const mine = await floor.createRun({ poolId: pool.id });
  expect((await gpus.claim())!.runId).toBe(mine.id);
});

test("a revoked runner loses its run to the queue, and its token is refused", async () => {
  floor = await TrainingFloor.open(api);
  const { id } = await floor.createRun();
  const [revoked, other] = [await floor.runner(), await floor.runner()];
  await revoked.claim();
  await call(floor.user.client, "revokeRunner", { id: revoked.id }, "runner { revokedAt }", "RunnerIdInput");
  expect(await floor.run(id)).toMatchObject({ status: "QUEUED", attempts_without_progress: 0 });
  const { errors } = await revoked.client.ask('mutation { claimRun(input: { requestId: "a", version: "1" }) { claim { runId } } }');
  expect(errors?.[0]?.extensions?.code).toBe("UNAUTHENTICATED");
  expect((await other.claim())!.runId).toBe(id);
});

test("waiting runs are limited, and the message says what to do", async () => {
  floor = await TrainingFloor.open(api);
  const first = await floor.createRun();
  await api.database.query(
    `INSERT INTO runs (id, team_id, number, name, config, dataset_version_id, pool_id, total_epochs)
     SELECT 'run_filler' || n, team_id, 1000 + n, name, config, dataset_version_id, pool_id, 1 FROM runs, generate_series(1, 999) n WHERE id = $1`,
    [first.id],
  );
  await api.database.query(
    `INSERT INTO run_moves (team_id, run_id, "to", lease_epoch, actor) SELECT team_id, id, 'QUEUED', 0, 'test' FROM runs WHERE id LIKE 'run_filler%'`,
  );
  const { run, errors } = await call<{ run: null }>(floor.user.client, "createRun", { datasetId: floor.datasetId }, "run { id }");
  expect(run).toBeNull();
  expect(errors[0]).toMatchObject({ code: "QUOTA_EXCEEDED", message: expect.stringContaining("Cancel") });
});
