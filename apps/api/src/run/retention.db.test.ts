import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { startTestApi, type TestApi } from "../../../../test/support/test-api.ts";
import { call, TrainingFloor, type Claim, type FakeRunner } from "../../../../test/support/training-floor.ts";

let api: TestApi;
let floor: TrainingFloor;
let runner: FakeRunner;
let claim: Claim;
let sequence: number;

beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api?.stop());
afterEach(async () => expect(await floor.violations()).toEqual([]));
beforeEach(async () => {
  floor = await TrainingFloor.open(api);
  runner = await floor.runner();
});

async function start(retention?: object): Promise<void> {
  await floor.createRun(retention ? { retention } : {});
  claim = (await runner.claim())!;
  sequence = -1;
}
async function commit(step: number, kinds: readonly string[] = ["LATEST"]): Promise<string> {
  await runner.report(claim, ++sequence, { progress: { step, epoch: 0 } });
  const { id, errors } = await runner.checkpoint(claim, { step, afterSequence: sequence, kinds });
  expect(errors).toEqual([]);
  return id;
}
interface Preview {
  readonly checkpoints: readonly { readonly step: number; readonly sizeBytes: number }[];
  readonly freesBytes: number;
}
async function preview(retention: object): Promise<{ steps: number[]; freesBytes: number; bytes: number }> {
  const query =
    "query ($id: ID!, $r: RetentionInput!) { run(id: $id) { retentionPreview(retention: $r) { checkpoints { step sizeBytes } freesBytes } } }";
  const { retentionPreview } = (
    await floor.user.client.data<{ run: { retentionPreview: Preview } }>(query, { id: claim.runId, r: retention })
  ).run;
  const { checkpoints, freesBytes } = retentionPreview;
  return { steps: checkpoints.map(({ step }) => step), freesBytes, bytes: checkpoints.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) };
}
const kept = async (): Promise<number[]> =>
  (
    await api.database.query<{ step: string }>("SELECT step FROM checkpoints WHERE run_id = $1 AND status = 'COMMITTED' ORDER BY step", [
      claim.runId,
    ])
  ).map(({ step }) => Number(step));
const change = (retention: object) =>
  call<{ run: { retention: object } | null; deletedIds: string[]; freedBytes: number }>(
    floor.user.client,
    "updateRunRetention",
    { id: claim.runId, retention },
    "run { retention { latest best periodic everySteps } } deletedIds freedBytes",
  );

test("a run keeps its two newest, its best and its periodic checkpoints unless it is told otherwise", async () => {
  await start();
  for (const [step, kinds] of [[1, ["LATEST", "BEST"]], [2, ["LATEST", "PERIODIC"]], [3], [4], [5]] as [number, string[]?][])
    await commit(step, kinds);
  expect(await kept()).toEqual([1, 2, 4, 5]);
});

test("a policy that a run was made with holds from its first checkpoint, one of every so many steps included", async () => {
  await start({ latest: 1, best: false, periodic: false, everySteps: 10 });
  for (const step of [3, 6, 11, 14, 19, 22, 27, 33]) await commit(step, ["LATEST", "BEST", "PERIODIC"]);
  // Of 10 to 19 the first is 11, of 20 to 29 it is 22, of 30 to 39 it is 33, which is the newest too.
  expect(await kept()).toEqual([11, 22, 33]);
});

test("what a policy would let go is told before, frees what it says, and goes when it is set", async () => {
  await start({ latest: 100 });
  for (let step = 1; step <= 6; step++) await commit(step, step === 2 ? ["LATEST", "BEST"] : ["LATEST"]);
  const pinned = await commit(7);
  for (const step of [8, 9]) await commit(step);
  await floor.user.client.mutate("pinCheckpoint", { id: pinned, pinned: true }, "checkpoint { id }");
  const [third] = await api.database.query<{ id: string }>("SELECT id FROM checkpoints WHERE run_id = $1 AND step = 3", [claim.runId]);
  await floor.user.client.mutate("setAlias", { name: "production", checkpointId: third!.id }, "alias { name }");
  const told = await preview({ latest: 1 });
  expect(told.steps).toEqual([8, 6, 5, 4, 1]);
  expect(told.freesBytes).toBe(told.bytes);
  expect(await kept()).toHaveLength(9);
  expect((await preview({ latest: 1, best: false })).steps).toEqual([8, 6, 5, 4, 2, 1]);
  expect((await preview({ latest: 1, everySteps: 4 })).steps).toEqual([6, 5, 1]);

  const done = await change({ latest: 1 });
  expect(done).toMatchObject({
    run: { retention: { latest: 1, best: true, periodic: true, everySteps: null } },
    freedBytes: told.freesBytes,
    errors: [],
  });
  expect(done.deletedIds).toHaveLength(5);
  expect(await kept()).toEqual([2, 3, 7, 9]);
  // The next checkpoint follows the new policy.
  await commit(10);
  expect(await kept()).toEqual([2, 3, 7, 10]);
  const [mark] = await api.database.query<{ marked: number; swept: number }>(
    "SELECT count(deleted_at)::int AS marked, count(swept_at)::int AS swept FROM checkpoints WHERE run_id = $1 AND status = 'DELETED'",
    [claim.runId],
  );
  expect(mark).toEqual({ marked: 6, swept: 0 });
});

test("a checkpoint that a waiting run starts from stays", async () => {
  await start();
  const first = await commit(1);
  await floor.createRun({ initialCheckpointId: first });
  for (const step of [2, 3, 4]) await commit(step);
  expect(await kept()).toEqual([1, 3, 4]);
});

test("a policy that keeps nothing to go on from is refused, and changes nothing", async () => {
  await start();
  await commit(1);
  expect((await change({ latest: 0 })).errors).toMatchObject([{ code: "INVALID_INPUT", path: ["retention", "latest"] }]);
  expect((await change({ everySteps: 0 })).errors).toMatchObject([{ code: "INVALID_INPUT", path: ["retention", "everySteps"] }]);
  expect(await floor.run(claim.runId)).toMatchObject({ keep_latest: 2, keep_every_steps: null });
});
