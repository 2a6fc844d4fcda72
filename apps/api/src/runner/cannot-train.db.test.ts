import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { startTestApi, type TestApi } from "../../../../test/support/test-api.ts";
import { SocketClient } from "../../../../test/support/socket-client.ts";
import { call, type FakeRunner, TrainingFloor } from "../../../../test/support/training-floor.ts";

let api: TestApi;
let floor: TrainingFloor;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api?.stop());
afterEach(async () => expect(await floor.violations()).toEqual([]));

const REASON = "There is no GPU. Look at nvidia-smi.";

const ask = async (runner: FakeRunner, requestId: string, cannotTrain: string | null) =>
  call<{ claim: { runId: string } | null }>(runner.client, "claimRun", { requestId, version: "1", cannotTrain }, "claim { runId }");

/** What the team is told of its only runner and pool. */
async function shown(): Promise<{ cannotTrain: string | null; takers: number }> {
  const { team } = await floor.user.client.data<{
    team: { runners: { cannotTrain: string | null }[]; pools: { onlineRunners: number }[] };
  }>("query ($s: String) { team(slug: $s) { runners { cannotTrain } pools { onlineRunners } } }", { s: floor.user.teamSlug });
  return { cannotTrain: team.runners[0]!.cannotTrain, takers: team.pools[0]!.onlineRunners };
}

test("a runner on which no engine computes gets no run, and its team hears why, until it can train again", async () => {
  floor = await TrainingFloor.open(api);
  const runner = await floor.runner();
  const { id } = await floor.createRun();
  const socket = await SocketClient.connect(api.url, { authorization: `Bearer ${(await api.createKey(floor.user)).secret}` });
  socket.subscribe("news", "subscription { teamActivity { runner { cannotTrain } } }");
  expect(await ask(runner, "request-1", REASON)).toMatchObject({ claim: null, errors: [] });
  await socket.until((message) => JSON.stringify(message).includes(REASON));
  expect(await shown()).toEqual({ cannotTrain: REASON, takers: 0 });
  // Said again a moment later, it still gets none: what counts is the call, not what was written down.
  expect(await ask(runner, "request-1", REASON)).toMatchObject({ claim: null });
  expect((await ask(runner, "request-1", null)).claim).toEqual({ runId: id });
  expect(await shown()).toEqual({ cannotTrain: null, takers: 1 });
  socket.close();
});

test("it keeps the run that it holds, and gets no other", async () => {
  floor = await TrainingFloor.open(api);
  const runner = await floor.runner();
  const [held] = [await floor.createRun(), await floor.createRun()];
  const lease = (await runner.claim("request-1"))!;
  expect((await ask(runner, "request-1", REASON)).claim).toEqual({ runId: held.id });
  expect((await ask(runner, "request-2", REASON)).claim).toBeNull();
  await runner.release(lease);
  expect((await ask(runner, "request-1", REASON)).claim).toBeNull();
});
