import type { ObjectStore } from "@capstan/storage/object-store";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestApi, type TestApi } from "../../../../test/support/test-api.ts";
import { call, TrainingFloor } from "../../../../test/support/training-floor.ts";
import { Readiness } from "./readiness.ts";

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi({ variables: { TEAM_POINTS_PER_SECOND: "100" } });
});
afterAll(() => api?.stop());

test("readiness says what is missing: a migration, the store, the database", async () => {
  const { database, store } = api.server.services;
  expect(await new Readiness({ database, store }).missing()).toBeNull();
  expect(await (await fetch(`${api.url}/readyz`)).json()).toEqual({ status: "ready" });

  const full = new Proxy(store, {
    get: (target, name) => (name === "put" ? () => Promise.reject(new Error("ENOSPC")) : Reflect.get(target, name, target)),
  }) as ObjectStore;
  expect(await new Readiness({ database, store: full }).missing()).toMatchObject({ what: "storage not writable" });

  const [last] = await api.database.query<{ id: string }>("SELECT id FROM _prisma_migrations ORDER BY migration_name DESC LIMIT 1");
  await api.database.query("UPDATE _prisma_migrations SET finished_at = NULL WHERE id = $1", [last!.id]);
  expect(await new Readiness({ database, store }).missing()).toMatchObject({ what: "database not migrated" });
  await api.database.query("UPDATE _prisma_migrations SET finished_at = now() WHERE id = $1", [last!.id]);

  const closed = api.database.open();
  await closed.close();
  expect(await new Readiness({ database: closed, store }).missing()).toMatchObject({ what: "database unreachable" });
});

test("a report beyond the team's share is refused with a hint when to send it again, and taken then", async () => {
  const floor = await TrainingFloor.open(api);
  await floor.createRun();
  const runner = await floor.runner();
  const claim = (await runner.claim())!;
  const steps = Array.from({ length: 1200 }, (_, i) => i + 1);
  const send = (sequence: number, first: number) =>
    call<{ accepted: boolean; flushAfterMs: number }>(
      runner.client,
      "reportProgress",
      {
        runId: claim.runId,
        leaseEpoch: claim.leaseEpoch,
        sequence,
        metrics: [{ name: "loss", steps: steps.map((step) => step + first), values: steps }],
      },
      "accepted flushAfterMs",
    );
  expect(await send(0, 0)).toMatchObject({ accepted: true, flushAfterMs: 1000 });
  const refused = await send(1, 1200);
  expect(refused).toMatchObject({ accepted: false, errors: [{ code: "RATE_LIMITED" }] });
  expect(refused.flushAfterMs).toBeGreaterThan(0);
  expect(refused.flushAfterMs).toBeLessThanOrEqual(2_100);
  // The lease is kept, and the report's place is free.
  expect((await runner.renew(claim)).errors).toEqual([]);
  expect(await floor.run(claim.runId)).toMatchObject({ ingest_seq: "0" });
  await new Promise((resolve) => setTimeout(resolve, refused.flushAfterMs));
  expect(await send(1, 1200)).toMatchObject({ accepted: true, errors: [] });
}, 30_000);

test("the metrics page tells of the platform, with numbers", async () => {
  const page = await (await fetch(`${api.url}/metrics`)).text();
  for (const line of [
    /^capstan_runs\{status="RUNNING",pool="pool_\w+"\} 1$/m,
    /^capstan_report_seconds_count\{result="stored"\} 2$/m,
    /^capstan_report_seconds_count\{result="RATE_LIMITED"\} 1$/m,
  ])
    expect(page).toMatch(line);
  for (const line of [
    /^capstan_points_total 2400$/m,
    /^capstan_claim_seconds_count\{result="claimed"\} 1$/m,
    /^capstan_database_up 1$/m,
    /^capstan_captions_waiting\{stage="decode"\} 0$/m,
  ])
    expect(page).toMatch(line);
});
