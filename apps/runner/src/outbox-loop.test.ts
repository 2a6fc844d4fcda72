import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createApiClient } from "./api-client.ts";
import { Lease, LeaseLost } from "./lease.ts";
import { sendReports } from "./outbox-loop.ts";
import { Spool } from "./spool.ts";
import { FakeApi, type Fault } from "./testing/fake-api.ts";

let folder: string;
let api: FakeApi;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "outbox-"));
  api = await FakeApi.start();
});
afterEach(async () => {
  await api.stop();
  await rm(folder, { recursive: true });
});

const report = (step: number) => JSON.stringify({ metrics: [{ name: "loss", steps: [step], values: [step / 7] }] });
const heldBy = (leaseEpoch: number, onRequested: (request: string) => void = () => undefined) =>
  new Lease({ runId: "run_x", leaseEpoch }, performance.now(), 30, onRequested);

/** Sends until the API has everything, over the network of `api`. */
async function sendAll(spool: Spool, lease: Lease, failures: string[] = []): Promise<void> {
  const over = new AbortController();
  const client = createApiClient(api.endpoint, "token");
  const onSent = (failure: Error | null) => failure && failures.push(failure.message);
  const sending = sendReports(
    { api: client, spool, lease, onFlushAfter: () => undefined, onSent, backOff: { baseMs: 1, maxMs: 4 } },
    over.signal,
  );
  await Promise.race([sending, spool.whenAcknowledged(spool.nextSequence - 1, over.signal)]);
  over.abort();
  await sending;
}

test("over a network that drops, delays and repeats, every report is stored once and in order", async () => {
  const faults = fc.array(fc.constantFrom<Fault>("none", "lost-request", "lost-reply", "slow", "twice"), { minLength: 1, maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 25 }), faults, async (count, plan) => {
      await api.stop();
      api = await FakeApi.start();
      await rm(folder, { recursive: true });
      // After the plan the network is whole again, or nothing would ever arrive.
      api.fault = (_operation, call) => plan[call] ?? "none";
      const spool = await Spool.open({ folder, bytesMax: 1e9 });
      for (let step = 0; step < count; step++) await spool.append(report(step));
      await sendAll(spool, heldBy(1));
      await spool.close();
      expect(api.reports.map(({ sequence }) => sequence)).toEqual(Array.from({ length: count }, (_, i) => i));
      expect(api.doubled).toBe(0);
      expect([...api.points.values()]).toEqual(Array.from({ length: count }, (_, step) => step / 7));
    }),
    { numRuns: 40 },
  );
});

test("a runner that was killed sends what its spool holds, and what the API had already is not stored again", async () => {
  const spool = await Spool.open({ folder, bytesMax: 1e9 });
  for (let step = 0; step < 5; step++) await spool.append(report(step));
  await sendAll(spool, heldBy(1));
  await spool.append(report(5));
  await spool.close();
  const again = await Spool.open({ folder, bytesMax: 1e9 });
  await again.append(report(6));
  await sendAll(again, heldBy(1));
  await again.close();
  expect(api.reports.map(({ sequence }) => sequence)).toEqual([0, 1, 2, 3, 4, 5, 6]);
});

test("GAP sends again from the report that the API expects", async () => {
  const spool = await Spool.open({ folder, bytesMax: 1e9 });
  for (let step = 0; step < 4; step++) await spool.append(report(step));
  api.forgetFrom = 2;
  await sendAll(spool, heldBy(1));
  await spool.close();
  expect(api.sequence).toBe(3);
  expect(api.reports.map(({ sequence }) => sequence)).toEqual([0, 1, 2, 2, 3]);
});

test("FENCED ends the sending at once, and nothing is stored", async () => {
  api.leaseEpoch = 2;
  const spool = await Spool.open({ folder, bytesMax: 1e9 });
  await spool.append(report(0));
  await expect(sendAll(spool, heldBy(1))).rejects.toThrow(LeaseLost);
  await spool.close();
  expect(api.points.size).toBe(0);
});

test("what somebody asked of the run is heard from a reply, once", async () => {
  const heard: string[] = [];
  api.requested = "STOP";
  const spool = await Spool.open({ folder, bytesMax: 1e9 });
  for (let step = 0; step < 3; step++) await spool.append(report(step));
  await sendAll(
    spool,
    heldBy(1, (request) => heard.push(request)),
  );
  await spool.close();
  expect(heard).toEqual(["STOP"]);
});

test("a report beyond the team's share is sent again after a while, and nothing is lost", async () => {
  const spool = await Spool.open({ folder, bytesMax: 1e9, retryMs: 5 });
  for (let step = 0; step < 4; step++) await spool.append(report(step), new AbortController().signal);
  api.limited = 3;
  const failures: string[] = [];
  await sendAll(spool, heldBy(1), failures);
  expect(api.reports.map(({ sequence }) => sequence)).toEqual([0, 1, 2, 3]);
  expect(failures).toEqual(["RATE_LIMITED", "RATE_LIMITED", "RATE_LIMITED"]);
  await spool.close();
});
