/** What a report or a heartbeat changes of a run lies in no index, or PostgreSQL writes the run anew into all of them, thousands of times. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestApi, type TestApi } from "../../test/support/test-api.ts";
import { TrainingFloor } from "../../test/support/training-floor.ts";

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api?.stop());

test("reports and heartbeats change no column that an index holds", async () => {
  const floor = await TrainingFloor.open(api);
  const { id } = await floor.createRun();
  const runner = await floor.runner();
  const lease = (await runner.claim())!;
  const row = async () =>
    (await api.database.query<{ run: Record<string, unknown> }>("SELECT to_jsonb(r) AS run FROM runs r WHERE id = $1", [id]))[0]!.run;
  await runner.report(lease, 0, { metrics: [{ name: "loss", steps: [1], values: [1] }] });
  const before = await row();
  await runner.report(lease, 1, {
    metrics: [{ name: "loss", steps: [2], values: [1] }],
    progress: { step: 2, epoch: 1, samplesPerSecond: 3, etaSeconds: 4 },
  });
  await runner.renew(lease);
  const after = await row();
  const changed = Object.keys(after).filter((column) => JSON.stringify(after[column]) !== JSON.stringify(before[column]));
  expect(changed.toSorted()).toEqual(["epoch", "eta_seconds", "event_seq", "ingest_seq", "lease_until", "samples_per_second", "step"]);
  const indexes = await api.database.query<{ definition: string }>(
    "SELECT pg_get_indexdef(indexrelid) AS definition FROM pg_index WHERE indrelid = 'runs'::regclass",
  );
  expect(indexes.length).toBeGreaterThan(5);
  for (const { definition } of indexes)
    expect(
      changed.filter((column) => new RegExp(String.raw`\b${column}\b`).test(definition)),
      definition,
    ).toEqual([]);
});
