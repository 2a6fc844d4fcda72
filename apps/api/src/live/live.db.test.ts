import { afterAll, beforeAll, expect, test } from "vitest";
import { SocketClient } from "../../../../test/support/socket-client.ts";
import { startTestApi, type TestApi } from "../../../../test/support/test-api.ts";
import { call, TrainingFloor, type Claim, type FakeRunner } from "../../../../test/support/training-floor.ts";
import type { PostgresChangeFeed } from "./postgres-change-feed.ts";

let api: TestApi;
const sockets: SocketClient[] = [];

beforeAll(async () => {
  api = await startTestApi();
});
afterAll(async () => {
  for (const socket of sockets) socket.close();
  await api?.stop();
});

async function start(): Promise<{ floor: TrainingFloor; runner: FakeRunner; claim: Claim }> {
  const floor = await TrainingFloor.open(api);
  await floor.createRun();
  const runner = await floor.runner();
  return { floor, runner, claim: (await runner.claim())! };
}
async function connect(authorization: string | undefined): Promise<SocketClient> {
  const socket = await SocketClient.connect(api.url, { authorization });
  sockets.push(socket);
  return socket;
}
const keyOf = async (floor: TrainingFloor): Promise<string> => `Bearer ${(await api.createKey(floor.user)).secret}`;
const bearer = (runner: FakeRunner): string => runner.client.headers.authorization!;

/** What a subscription has sent so far. */
const events = <Event>(socket: SocketClient, id: string, field: string): Event[] =>
  socket.messages
    .filter((message) => message.id === id && message.type === "next")
    .map((message) => (message.payload as { data: Record<string, Event> }).data[field]!);
const ended = (socket: SocketClient, id: string) => socket.until((message) => message.id === id && message.type !== "next");

async function until(isTrue: () => boolean, what: string): Promise<void> {
  for (const deadline = Date.now() + 10_000; !isTrue(); await new Promise((resolve) => setTimeout(resolve, 10)))
    if (Date.now() > deadline) throw new Error(`${what}: waited for ten seconds`);
}
const loss = (step: number) => ({
  metrics: [{ name: "loss", steps: [step], values: [step / 2] }],
  logs: [{ at: new Date().toISOString(), level: "INFO", message: `step ${step}` }],
});

interface MetricBatch {
  readonly sequence: number;
  readonly attempt: number;
  readonly series: readonly { readonly name: string; readonly steps: readonly number[]; readonly values: readonly number[] }[];
}
const stepsOf = (batches: readonly MetricBatch[]): number[] => batches.flatMap(({ series }) => series.flatMap(({ steps }) => steps));
const METRICS =
  "subscription ($id: ID!, $after: SafeInt) { runMetrics(runId: $id, after: $after) { sequence attempt series { name steps values } } }";

test("every point comes, once and in order, across a reconnect of the subscriber and one of the database's listener", async () => {
  const { floor, runner, claim } = await start();
  const authorization = await keyOf(floor);
  let socket = await connect(authorization);
  const got: MetricBatch[] = [];
  const follow = (after: number | null) => socket.subscribe("m", METRICS, { id: claim.runId, after });
  follow(null);
  for (let sequence = 0; sequence < 60; sequence++) {
    await runner.report(claim, sequence, loss(sequence + 1));
    if (sequence === 20) {
      await until(() => events(socket, "m", "runMetrics").length > 0, "a first batch");
      socket.close();
      await socket.closed;
      got.push(...events<MetricBatch>(socket, "m", "runMetrics"));
    }
    if (sequence === 30) {
      socket = await connect(authorization);
      follow(got.at(-1)!.sequence);
    }
    // The listening connection dies; what is announced until it is back, nobody hears.
    if (sequence === 40)
      await api.database.query(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query ILIKE 'listen%' AND datname = current_database()",
      );
  }
  await until(() => stepsOf(events(socket, "m", "runMetrics")).includes(60), "the last step");
  got.push(...events<MetricBatch>(socket, "m", "runMetrics"));
  expect(stepsOf(got)).toEqual(Array.from({ length: 60 }, (_, i) => i + 1));
  const sequences = got.map(({ sequence }) => sequence);
  expect(sequences).toEqual(sequences.toSorted((a, b) => a - b));
});

test("at most ten batches a second come, and they hold everything", async () => {
  const { floor, runner, claim } = await start();
  const socket = await connect(await keyOf(floor));
  socket.subscribe("m", METRICS, { id: claim.runId });
  const began = performance.now();
  for (let sequence = 0; sequence < 40; sequence++) await runner.report(claim, sequence, loss(sequence + 1));
  await until(() => stepsOf(events(socket, "m", "runMetrics")).length === 40, "40 points");
  const seconds = (performance.now() - began) / 1000;
  expect(events(socket, "m", "runMetrics").length).toBeLessThanOrEqual(Math.ceil(seconds * 10) + 1);
});

test("the log is followed line by line", async () => {
  const { floor, runner, claim } = await start();
  await runner.report(claim, 0, loss(1));
  const socket = await connect(await keyOf(floor));
  socket.subscribe("l", "subscription ($id: ID!) { runLogs(runId: $id) { sequence lines { message attempt } } }", { id: claim.runId });
  await runner.report(claim, 1, loss(2));
  await until(() => events<{ lines: unknown[] }>(socket, "l", "runLogs").flatMap(({ lines }) => lines).length === 3, "three lines");
  expect(
    events<{ lines: { message: string }[] }>(socket, "l", "runLogs").flatMap(({ lines }) => lines.map(({ message }) => message)),
  ).toEqual(["The runner test took the run (attempt 1), from its start.", "step 1", "step 2"]);
});

test("a run comes as it is, then as it changes, and a heartbeat is no change", async () => {
  const { floor, runner, claim } = await start();
  const socket = await connect(await keyOf(floor));
  socket.subscribe("r", "subscription ($id: ID!) { runUpdated(runId: $id) { status requested progress { step } } }", { id: claim.runId });
  const runs = () => events<{ status: string; requested: string | null; progress: { step: number } }>(socket, "r", "runUpdated");
  await until(() => runs().length === 1, "the current state");
  expect(runs()[0]).toMatchObject({ status: "CLAIMED" });
  await runner.renew(claim);
  await runner.report(claim, 0, { progress: { step: 7, epoch: 0 } });
  await until(() => runs().at(-1)!.progress.step === 7, "the step");
  await floor.ask("pauseRun", claim.runId);
  await until(() => runs().at(-1)!.requested === "PAUSE", "the wish");
  await runner.finish(claim, 0, { outcome: "PAUSED" });
  await until(() => runs().at(-1)!.status === "PAUSED", "the pause");
  expect(runs().length).toBeLessThanOrEqual(4);
});

test("a runner hears of work at once, on connection and later, and of what is asked of its run", async () => {
  const floor = await TrainingFloor.open(api);
  await floor.createRun();
  const runner = await floor.runner();
  const socket = await connect(bearer(runner));
  socket.subscribe("c", "subscription { runnerCommands { kind runId leaseEpoch } }");
  const commands = () => events<{ kind: string; runId: string | null; leaseEpoch: number | null }>(socket, "c", "runnerCommands");
  await until(() => commands().length === 1, "work that waits already");
  const claim = (await runner.claim())!;
  await floor.createRun();
  await until(() => commands().length === 2, "new work");
  const began = performance.now();
  await floor.ask("cancelRun", claim.runId);
  await until(() => commands().length === 3, "the wish");
  expect(performance.now() - began).toBeLessThan(2_000);
  expect(commands()).toEqual([
    { kind: "NEW_WORK", runId: null, leaseEpoch: null },
    { kind: "NEW_WORK", runId: null, leaseEpoch: null },
    { kind: "CANCEL", runId: claim.runId, leaseEpoch: 1 },
  ]);
});

test("a team's activity begins with what is current, and holds nothing of other teams", async () => {
  const { floor, runner, claim } = await start();
  const other = await start();
  const socket = await connect(await keyOf(floor));
  socket.subscribe("t", "subscription { teamActivity { kind run { id status } checkpoint { id } runner { id } } }");
  const seen = () =>
    events<{ kind: string; run: { id: string; status: string } | null; checkpoint: { id: string } | null }>(socket, "t", "teamActivity");
  await until(() => seen().length >= 2, "what is current");
  await other.runner.report(other.claim, 0, loss(1));
  await runner.report(claim, 0, loss(1));
  await until(() => seen().some(({ run }) => run?.status === "RUNNING"), "the run");
  const { id } = await runner.checkpoint(claim, { step: 1, afterSequence: 0 });
  await until(() => seen().some(({ checkpoint }) => checkpoint?.id === id), "the checkpoint");
  expect(seen().every(({ run }) => run === null || run.id === claim.runId)).toBe(true);
});

test("another team's run cannot be followed, and who loses the right stops hearing", async () => {
  const { floor, runner, claim } = await start();
  const stranger = await TrainingFloor.open(api, "Eve");
  const foreign = await connect(await keyOf(stranger));
  foreign.subscribe("m", METRICS, { id: claim.runId });
  await ended(foreign, "m");
  expect(JSON.stringify(foreign.messages)).toContain("NOT_FOUND");
  expect(JSON.stringify(foreign.messages)).not.toContain("loss");

  const key = await api.createKey(floor.user);
  const socket = await connect(`Bearer ${key.secret}`);
  socket.subscribe("m", METRICS, { id: claim.runId });
  await runner.report(claim, 0, loss(1));
  await until(() => events(socket, "m", "runMetrics").length === 1, "a point");
  const began = performance.now();
  await call(floor.user.client, "revokeApiKey", { id: key.id }, "apiKey { id }", "ApiKeyIdInput");
  await Promise.race([ended(socket, "m").catch(() => {}), socket.closed]);
  expect(performance.now() - began).toBeLessThan(5_000);
  const heard = events(socket, "m", "runMetrics").length;
  await runner.report(claim, 1, loss(2));
  await runner.report(claim, 2, loss(3));
  expect(events(socket, "m", "runMetrics").length).toBe(heard);
});

test("a subscription that ends leaves no watcher behind", async () => {
  const { floor, claim } = await start();
  const changes = api.server.services.changes as PostgresChangeFeed;
  const socket = await connect(await keyOf(floor));
  const before = changes.watcherCount;
  for (const id of ["a", "b", "c"]) socket.subscribe(id, METRICS, { id: claim.runId });
  await until(() => changes.watcherCount === before + 4, "a watcher of rights for each subscription, and one of the run for all");
  for (const id of ["a", "b"]) socket.send({ id, type: "complete" });
  await until(() => changes.watcherCount === before + 2, "two subscriptions to end");
  socket.close();
  await until(() => changes.watcherCount <= before, "the last one to end");
});
