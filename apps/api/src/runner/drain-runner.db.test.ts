import { afterAll, beforeAll, expect, test } from "vitest";
import { SocketClient } from "../../../../test/support/socket-client.ts";
import { startTestApi, type TestApi } from "../../../../test/support/test-api.ts";
import { call, TrainingFloor } from "../../../../test/support/training-floor.ts";

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api?.stop());

const ask = (floor: TrainingFloor, name: "drainRunner" | "undrainRunner", id: string) =>
  call<{ runner: { drainRequestedAt: string | null } | null }>(
    floor.user.client,
    name,
    { id },
    "runner { drainRequestedAt }",
    "RunnerIdInput",
  );

/** Of the team's only pool. */
const takers = async (floor: TrainingFloor): Promise<number> => {
  const { team } = await floor.user.client.data<{ team: { pools: { onlineRunners: number }[] } }>(
    "query ($s: String) { team(slug: $s) { pools { onlineRunners } } }",
    { s: floor.user.teamSlug },
  );
  return team.pools[0]!.onlineRunners;
};

test("a drained runner hears of it by push and in its next heartbeat, and claims nothing until it is undrained", async () => {
  const floor = await TrainingFloor.open(api);
  const runner = await floor.runner();
  const { id } = await floor.createRun();
  const claim = (await runner.claim("request-1"))!;
  const socket = await SocketClient.connect(api.url, { authorization: runner.client.headers.authorization });
  socket.subscribe("c", "subscription { runnerCommands { kind runId leaseEpoch } }");
  expect(await takers(floor)).toBe(1);
  const drained = await ask(floor, "drainRunner", runner.id);
  expect(await takers(floor)).toBe(0);
  expect(drained.runner?.drainRequestedAt).toEqual(expect.any(String));
  const kindOf = (message: { payload?: unknown }) =>
    (message.payload as { data: { runnerCommands: { kind: string } } } | undefined)?.data?.runnerCommands.kind;
  await socket.until((message) => kindOf(message) === "DRAIN");
  expect(await call(runner.client, "renewLease", { runId: claim.runId, leaseEpoch: 1 }, "draining leaseSeconds")).toMatchObject({
    draining: true,
    errors: [],
  });
  // Started again, it still hears of its own run, to give it back.
  expect((await runner.claim("request-1"))?.runId).toBe(id);
  await runner.release(claim);
  const nothing = await call(runner.client, "claimRun", { requestId: "request-2", version: "1" }, "claim { runId } draining");
  expect(nothing).toMatchObject({ claim: null, draining: true, errors: [] });
  // Doing it again changes nothing, not even since when.
  expect((await ask(floor, "drainRunner", runner.id)).runner).toEqual(drained.runner);

  expect((await ask(floor, "undrainRunner", runner.id)).runner).toEqual({ drainRequestedAt: null });
  await socket.until((message) => kindOf(message) === "NEW_WORK");
  expect((await runner.claim())?.runId).toBe(id);
  socket.close();
});

test("what a runner's loops do is shown to its team", async () => {
  const floor = await TrainingFloor.open(api);
  const runner = await floor.runner();
  const since = "2026-01-31T12:00:00.000Z";
  const loops = [{ name: "claim", doing: "waiting for a run", since }];
  await call(runner.client, "claimRun", { requestId: "request-1", version: "1", loops }, "claim { runId }");
  const shown = async () =>
    (
      await floor.user.client.data<{ team: { runners: { loops: object[] }[] } }>(
        "query ($s: String) { team(slug: $s) { runners { loops { name doing since } } } }",
        { s: floor.user.teamSlug },
      )
    ).team.runners;
  expect(await shown()).toEqual([{ loops }]);
  await floor.createRun();
  const claim = (await runner.claim())!;
  const busy = [{ name: "trainer", doing: "training: step 3, epoch 0", since }];
  await call(runner.client, "renewLease", { runId: claim.runId, leaseEpoch: 1, loops: busy }, "leaseSeconds");
  expect(await shown()).toEqual([{ loops: busy }]);
});
