import { readdirSync } from "node:fs";
import path from "node:path";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { startTestApi, type TestApi } from "../../../../test/support/test-api.ts";
import { call, TrainingFloor } from "../../../../test/support/training-floor.ts";
import { sweepObjects } from "./sweep-objects.ts";

let api: TestApi;
let floor: TrainingFloor;
beforeAll(async () => {
  api = await startTestApi();
  floor = await TrainingFloor.open(api);
});
afterEach(async () => expect(await floor.violations()).toEqual([]));
afterAll(() => api?.stop());

const sweep = (keepDeletedMs: number) => {
  const { database, store, log } = api.server.services;
  return sweepObjects({ database, store, log, keepDeletedMs });
};
/** Uploads of which parts lie in the store. */
const uploads = (): number => readdirSync(path.join(api.config.objects.kind === "disk" ? api.config.objects.folder : "", "uploads")).length;

test("what a runner began to upload goes when its lease is over, and not before", async () => {
  await floor.createRun();
  const runner = await floor.runner();
  const claim = (await runner.claim())!;
  const committed = await runner.checkpoint(claim, { step: 1, afterSequence: -1 });
  const begun = await runner.checkpoint(claim, { step: 2, afterSequence: 5 });
  expect(begun.errors).toMatchObject([{ code: "GAP" }]);
  const before = uploads();

  await sweep(0);
  expect(uploads()).toBe(before);
  const { runId, leaseEpoch } = claim;
  await runner.report(claim, 0, {});
  expect(
    (
      await call(
        runner.client,
        "commitCheckpoint",
        { runId, leaseEpoch, checkpointId: begun.id, afterSequence: 0, scores: [] },
        "checkpoint { id }",
      )
    ).errors,
  ).toEqual([]);

  const left = await runner.checkpoint(claim, { step: 3, afterSequence: 5 });
  await runner.release(claim);
  await sweep(1000);
  expect(await sweep(-1000)).toMatchObject({ checkpoints: 1 });
  const rows = await api.database.query("SELECT id, status FROM checkpoints ORDER BY step");
  expect(rows).toEqual([
    { id: committed.id, status: "COMMITTED" },
    { id: begun.id, status: "COMMITTED" },
    { id: left.id, status: "DELETED" },
  ]);
  expect((await runner.claim())!.resumeFrom?.checkpointId).toBe(begun.id);
});
