import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestApi, type TestApi } from "../../../../test/support/test-api.ts";
import { call, TrainingFloor, type Claim, type FakeRunner } from "../../../../test/support/training-floor.ts";

let api: TestApi;
let floor: TrainingFloor;
let runner: FakeRunner;
let claim: Claim;

beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api?.stop());

async function start(): Promise<void> {
  floor = await TrainingFloor.open(api);
  await floor.createRun();
  runner = await floor.runner();
  claim = (await runner.claim())!;
}
const stored = async (): Promise<[number, string, string[]][]> => {
  const rows = await api.database.query<{ step: string; status: string; kinds: string }>(
    "SELECT step, status, kinds::text AS kinds FROM checkpoints WHERE run_id = $1 ORDER BY step",
    [claim.runId],
  );
  return rows.map(({ step, status, kinds }) => [Number(step), status, kinds.slice(1, -1).split(",").filter(Boolean)]);
};

test("a checkpoint is committed when its bytes are those announced and the reports before it are there", async () => {
  await start();
  const tooEarly = await runner.checkpoint(claim, { step: 1, afterSequence: 0 });
  expect(tooEarly.errors).toMatchObject([{ code: "GAP" }]);
  await runner.report(claim, 0, { progress: { step: 1, epoch: 0 } });
  const missing = await runner.checkpoint(claim, { step: 1, afterSequence: 0, spoil: () => null });
  expect(missing.errors).toMatchObject([{ code: "UPLOAD_INCOMPLETE" }]);
  const damaged = await runner.checkpoint(claim, {
    step: 1,
    afterSequence: 0,
    spoil: (bytes) => Buffer.from(bytes.map((byte, i) => (i === 3 ? byte ^ 1 : byte))),
  });
  expect(damaged.errors).toMatchObject([{ code: "UPLOAD_MISMATCH" }]);
  expect((await stored()).every(([, status]) => status === "UPLOADING")).toBe(true);
  const whole = await runner.checkpoint(claim, { step: 1, afterSequence: 0 });
  expect(whole.errors).toEqual([]);
  const input = { runId: claim.runId, leaseEpoch: claim.leaseEpoch, checkpointId: whole.id, afterSequence: 0, scores: [] };
  const again = await call<{ checkpoint: { id: string } }>(runner.client, "commitCheckpoint", input, "checkpoint { id }");
  expect(again).toMatchObject({ checkpoint: { id: whole.id }, errors: [] });
  const query =
    "query ($id: ID!) { checkpoint(id: $id) { name kinds step validationLoss scores { name value low high } sizeBytes files { name sha256 } downloadUrl run { id } } }";
  const { checkpoint } = await floor.user.client.data<{ checkpoint: { downloadUrl: string } }>(query, { id: whole.id });
  expect(checkpoint).toMatchObject({
    name: "Run #1, step 1",
    kinds: ["LATEST"],
    step: 1,
    validationLoss: 1,
    scores: [{ name: "cider", value: 0.5, low: 0.4, high: 0.6 }],
  });
  const download = await fetch(checkpoint.downloadUrl);
  expect(download.headers.get("content-disposition")).toContain("run-1-step-1-weights.safetensors");
  expect(await download.text()).toBe("weights of step 1");
});

test("an announcement that is repeated answers the same checkpoint", async () => {
  await start();
  const file = { name: "a.json", sizeBytes: 3, sha256: "0".repeat(64) };
  const input = {
    runId: claim.runId,
    leaseEpoch: claim.leaseEpoch,
    requestId: "once",
    step: 1,
    epoch: 0,
    kinds: ["LATEST"],
    files: [file],
  };
  const answers = await Promise.all(
    Array.from({ length: 4 }, () =>
      call<{ checkpointId: string }>(runner.client, "createCheckpointUpload", input, "checkpointId files { parts { number } }"),
    ),
  );
  expect(new Set(answers.map(({ checkpointId }) => checkpointId)).size).toBe(1);
  for (const files of [[{ ...file, name: "../a" }], [file, file], [], [{ ...file, sha256: "nonsense" }]])
    expect(
      (await call(runner.client, "createCheckpointUpload", { ...input, requestId: "other", files }, "checkpointId")).errors,
    ).toMatchObject([{ code: "INVALID_INPUT", path: ["files"] }]);
});

test("LATEST and BEST move on, two newest stay, and what has a reason is kept", async () => {
  await start();
  const at = async (step: number, ...kinds: string[]): Promise<string> => {
    const { id, errors } = await runner.checkpoint(claim, { step, afterSequence: -1, kinds });
    expect(errors).toEqual([]);
    return id;
  };
  const pinned = await at(1, "LATEST");
  await call(floor.user.client, "pinCheckpoint", { id: pinned, pinned: true }, "checkpoint { pinned }");
  const aliased = await at(2, "LATEST");
  await call(floor.user.client, "setAlias", { name: "production", checkpointId: aliased }, "alias { name }");
  await at(3, "LATEST", "PERIODIC");
  await at(4, "LATEST", "BEST");
  await at(5, "LATEST");
  await at(6, "LATEST", "BEST");
  await at(7, "LATEST");
  await at(8, "LATEST");
  expect(await stored()).toEqual([
    [1, "COMMITTED", []],
    [2, "COMMITTED", []],
    [3, "COMMITTED", ["PERIODIC"]],
    [4, "DELETED", []],
    [5, "DELETED", []],
    [6, "COMMITTED", ["BEST"]],
    [7, "COMMITTED", []],
    [8, "COMMITTED", ["LATEST"]],
  ]);
  await runner.release(claim);
  expect(await runner.claim()).toMatchObject({ resumeFrom: { step: 8 }, fallback: { checkpointId: expect.any(String) } });
});

test("a checkpoint in use is not deleted, and says by what", async () => {
  await start();
  const { id } = await runner.checkpoint(claim, { step: 1, afterSequence: -1 });
  const remove = () => call<{ deletedId: string | null }>(floor.user.client, "deleteCheckpoint", { id }, "deletedId", "CheckpointIdInput");
  expect((await remove()).errors).toMatchObject([{ code: "CHECKPOINT_IN_USE", message: expect.stringContaining("Run #1") }]);
  await runner.finish(claim, -1, { outcome: "SUCCEEDED" });
  await call(floor.user.client, "setAlias", { name: "production", checkpointId: id }, "alias { name checkpoint { aliases } }");
  expect((await remove()).errors).toMatchObject([{ code: "CHECKPOINT_IN_USE", message: expect.stringContaining("production") }]);
  await call(floor.user.client, "removeAlias", { name: "production" }, "removedName");
  const { run: retried } = await call<{ run: { id: string; initialCheckpoint: { id: string } } }>(
    floor.user.client,
    "retryRun",
    { id: claim.runId },
    "run { id initialCheckpoint { id } }",
    "RunIdInput",
  );
  expect(retried.initialCheckpoint.id).toBe(id);
  expect((await remove()).errors).toMatchObject([{ code: "CHECKPOINT_IN_USE", message: expect.stringContaining("Run #2") }]);
  await floor.ask("cancelRun", retried.id);
  expect(await remove()).toMatchObject({ deletedId: id, errors: [] });
  expect((await floor.user.client.ask(`{ checkpoint(id: "${id}") { id } }`)).errors?.[0]?.extensions?.code).toBe("NOT_FOUND");
});
