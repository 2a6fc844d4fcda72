import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { startTestApi, type TestApi } from "../../../../test/support/test-api.ts";
import { call, TrainingFloor, type Claim, type FakeRunner } from "../../../../test/support/training-floor.ts";

let api: TestApi;
let floor: TrainingFloor;
let runner: FakeRunner;
let claim: Claim;
/** Of steps 1, 2 and 3. */
let ids: string[];

beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api?.stop());
beforeEach(async () => {
  floor = await TrainingFloor.open(api);
  await floor.createRun({ retention: { latest: 3 } });
  runner = await floor.runner();
  claim = (await runner.claim())!;
  ids = [];
  for (const step of [1, 2, 3]) {
    await runner.report(claim, step - 1, { progress: { step, epoch: 0 } });
    ids.push((await runner.checkpoint(claim, { step, afterSequence: step - 1, kinds: ["LATEST", "BEST"] })).id);
  }
  await runner.release(claim);
  claim = (await runner.claim())!;
});
afterEach(async () => expect((await floor.violations()).filter(({ invariant }) => invariant !== "I4")).toEqual([]));

const report = (checkpointId: string): Promise<{ damaged: boolean; errors: readonly { code: string }[] }> =>
  call(runner.client, "reportDamagedCheckpoint", { runId: claim.runId, leaseEpoch: claim.leaseEpoch, checkpointId }, "damaged");

/** One bit of the stored bytes, where they lie. */
async function flip(id: string): Promise<void> {
  const [row] = await api.database.query<{ files: { key: string }[] }>("SELECT files FROM checkpoints WHERE id = $1", [id]);
  const { objects } = api.config;
  if (objects.kind !== "disk") throw new Error("These tests look into a folder.");
  const file = path.join(objects.folder, "objects", row!.files[0]!.key);
  const bytes = await readFile(file);
  bytes[3]! ^= 1;
  await writeFile(file, bytes);
}

test("a checkpoint whose stored bytes were flipped is marked, and never offered again; the one before is", async () => {
  expect([claim.resumeFrom?.checkpointId, claim.fallback?.checkpointId]).toEqual([ids[2], ids[1]]);
  await flip(ids[2]!);
  expect(await report(ids[2]!)).toEqual({ damaged: true, errors: [] });
  expect(await report(ids[2]!)).toEqual({ damaged: true, errors: [] });
  await runner.release(claim);
  claim = (await runner.claim())!;
  expect([claim.resumeFrom?.checkpointId, claim.fallback?.checkpointId]).toEqual([ids[1], ids[0]]);
  const { run } = await floor.user.client.data<{ run: { checkpoints: object[]; attempts: object[] } }>(
    "query ($id: ID!) { run(id: $id) { checkpoints { id kinds damaged } attempts { fromStep } } }",
    { id: claim.runId },
  );
  expect(run.checkpoints).toEqual([
    { id: ids[2], kinds: [], damaged: true },
    { id: ids[1], kinds: ["LATEST"], damaged: false },
    { id: ids[0], kinds: [], damaged: false },
  ]);
  expect(run.attempts).toEqual([{ fromStep: 0 }, { fromStep: 3 }, { fromStep: 2 }]);
  const refused = await call(
    floor.user.client,
    "createRun",
    { datasetId: floor.datasetId, config: { preset: "demo" }, initialCheckpointId: ids[2] },
    "run { id }",
  );
  expect(refused.errors).toMatchObject([{ code: "CHECKPOINT_DAMAGED", path: ["initialCheckpointId"] }]);
  const [line] = await api.database.query<{ n: number }>(
    "SELECT count(*)::int AS n FROM log_lines WHERE run_id = $1 AND level = 'ERROR' AND message LIKE '%step 3 is damaged%'",
    [claim.runId],
  );
  expect(line!.n).toBe(1);
});

test("a checkpoint that is whole where it is stored stays: the runner's own disk or network is what is broken", async () => {
  expect(await report(ids[2]!)).toEqual({ damaged: false, errors: [] });
  await runner.release(claim);
  expect((await runner.claim())!.resumeFrom?.checkpointId).toBe(ids[2]);
});

test("when all are damaged, the run begins again", async () => {
  for (const id of ids) {
    await flip(id);
    expect((await report(id)).damaged).toBe(true);
  }
  await runner.release(claim);
  expect(await runner.claim()).toMatchObject({ resumeFrom: null, fallback: null });
});

test("only who holds the run may say so, and only of its own checkpoints", async () => {
  await flip(ids[2]!);
  const { errors } = await call(
    runner.client,
    "reportDamagedCheckpoint",
    { runId: claim.runId, leaseEpoch: claim.leaseEpoch - 1, checkpointId: ids[2] },
    "damaged",
  );
  expect(errors).toMatchObject([{ code: "FENCED" }]);
  const other = (
    await call<{ run: { id: string } }>(
      floor.user.client,
      "createRun",
      { datasetId: floor.datasetId, config: { preset: "demo" } },
      "run { id }",
    )
  ).run;
  await floor.setCap(9);
  const second = await floor.runner();
  const theirs = (await second.claim())!;
  expect(theirs.runId).toBe(other.id);
  const foreign = await second.client.ask(
    "mutation ($input: ReportDamagedCheckpointInput!) { reportDamagedCheckpoint(input: $input) { damaged } }",
    {
      input: { runId: theirs.runId, leaseEpoch: theirs.leaseEpoch, checkpointId: ids[2] },
    },
  );
  expect(foreign.errors?.[0]?.extensions.code).toBe("NOT_FOUND");
  expect(await api.database.query("SELECT id FROM checkpoints WHERE damaged_at IS NOT NULL AND run_id = $1", [claim.runId])).toEqual([]);
});
