import { register } from "prom-client";
import { afterAll, beforeAll, expect, test } from "vitest";
import { SocketClient } from "../../../../test/support/socket-client.ts";
import { startTestApi, type TestApi } from "../../../../test/support/test-api.ts";
import { call, TrainingFloor, type Claim, type FakeRunner } from "../../../../test/support/training-floor.ts";

let api: TestApi;
const sockets: SocketClient[] = [];
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(async () => {
  for (const socket of sockets) socket.close();
  await api?.stop();
});

const METRICS =
  "subscription ($id: ID!, $after: SafeInt) { runMetrics(runId: $id, after: $after) { sequence merged series { name steps values } } }";
const LOGS = "subscription ($id: ID!) { runLogs(runId: $id) { sequence merged lines { message } } }";

async function start(): Promise<{ floor: TrainingFloor; runner: FakeRunner; claim: Claim }> {
  const floor = await TrainingFloor.open(api);
  await floor.createRun();
  const runner = await floor.runner();
  return { floor, runner, claim: (await runner.claim())! };
}
/** A socket that follows `query` under a key of its own. */
async function follower(
  floor: TrainingFloor,
  query: string,
  variables: object,
  scopes?: readonly string[],
): Promise<{ socket: SocketClient; keyId: string }> {
  const { secret, id } = await api.createKey(floor.user, scopes);
  const socket = await SocketClient.connect(api.url, { authorization: `Bearer ${secret}` });
  sockets.push(socket);
  socket.subscribe("s", query, variables);
  return { socket, keyId: id };
}
interface Batch {
  readonly sequence: number;
  readonly merged: number;
  readonly series?: readonly { readonly steps: readonly number[] }[];
  readonly lines?: readonly { readonly message: string }[];
}
const batches = ({ messages }: SocketClient): Batch[] =>
  messages.filter(({ type }) => type === "next").flatMap(({ payload }) => Object.values((payload as { data: Record<string, Batch> }).data));
const steps = (socket: SocketClient): number[] => batches(socket).flatMap(({ series = [] }) => series.flatMap((one) => one.steps));
const upTo = (last: number): number[] => Array.from({ length: last }, (_, i) => i + 1);
const loss = (step: number) => ({ metrics: [{ name: "loss", steps: [step], values: [step / 2] }] });

async function until(isTrue: () => boolean | Promise<boolean>, what: string): Promise<void> {
  for (const deadline = Date.now() + 20_000; !(await isTrue()); await new Promise((resolve) => setTimeout(resolve, 10)))
    if (Date.now() > deadline) throw new Error(`${what}: waited for twenty seconds`);
}
const counted = async (name: string): Promise<number> => ((await register.getSingleMetric(name)!.get()).values[0]?.value ?? 0) as number;
async function countWhile(work: () => Promise<void>): Promise<{ executed: number; sent: number }> {
  const names = ["capstan_events_executed_total", "capstan_events_sent_total"];
  const [executed, sent] = await Promise.all(names.map(counted));
  await work();
  return { executed: (await counted(names[0]!)) - executed!, sent: (await counted(names[1]!)) - sent! };
}

test("identical subscriptions of several callers share one execution, also those that came later with a cursor", async () => {
  const { floor, runner, claim } = await start();
  await runner.report(claim, 0, loss(1));
  const first = await Promise.all(upTo(5).map(() => follower(floor, METRICS, { id: claim.runId })));
  await until(() => first.every(({ socket }) => steps(socket).includes(1)), "the first point, everywhere");
  await runner.report(claim, 1, loss(2));
  await until(() => first.every(({ socket }) => steps(socket).includes(2)), "the second point, everywhere");
  const late = await follower(floor, METRICS, { id: claim.runId, after: batches(first[0]!.socket)[0]!.sequence });
  await until(() => steps(late.socket).includes(2), "what the late one has not seen");
  const everybody = [...first, late];
  const { executed, sent } = await countWhile(async () => {
    for (let step = 3; step <= 6; step++) {
      await runner.report(claim, step - 1, loss(step));
      await until(() => everybody.every(({ socket }) => steps(socket).includes(step)), `step ${step}, everywhere`);
    }
  });
  expect({ executed, sent }).toEqual({ executed: 4, sent: 24 });
  for (const { socket } of first) expect(steps(socket)).toEqual(upTo(6));
  expect(steps(late.socket)).toEqual(upTo(6).slice(1));
  for (const { socket } of everybody) expect(batches(socket).every(({ merged }) => merged === 0)).toBe(true);
});

test("callers who may see different things, and documents that ask for different things, share no execution", async () => {
  const { floor, runner, claim } = await start();
  const id = claim.runId;
  const different = await Promise.all([
    follower(floor, METRICS, { id }),
    follower(floor, METRICS, { id }, ["READ"]),
    follower(floor, METRICS.replace(" values", ""), { id }),
    follower(
      floor,
      METRICS.replace("$after: SafeInt)", "$after: SafeInt, $named: Boolean = true)").replace("{ name", "{ name @include(if: $named)"),
      { id, named: true },
    ),
    follower(
      floor,
      METRICS.replace("$after: SafeInt)", "$after: SafeInt, $named: Boolean = true)").replace("{ name", "{ name @include(if: $named)"),
      { id, named: false },
    ),
  ]);
  await runner.report(claim, 0, loss(1));
  await until(() => different.every(({ socket }) => steps(socket).length === 1), "the first point");
  const { executed } = await countWhile(async () => {
    await runner.report(claim, 1, loss(2));
    await until(() => different.every(({ socket }) => steps(socket).length === 2), "the second point");
  });
  expect(executed).toBe(5);
  const names = different.map(({ socket }) => JSON.stringify(batches(socket).at(-1)).includes('"name"'));
  expect(names).toEqual([true, true, true, true, false]);
});

test("a subscriber that is revoked stops, and those who shared its execution go on", async () => {
  const { floor, runner, claim } = await start();
  const [revoked, ...others] = await Promise.all(upTo(3).map(() => follower(floor, METRICS, { id: claim.runId })));
  await runner.report(claim, 0, loss(1));
  await until(() => [revoked!, ...others].every(({ socket }) => steps(socket).length === 1), "a point, everywhere");
  await call(floor.user.client, "revokeApiKey", { id: revoked!.keyId }, "apiKey { id }", "ApiKeyIdInput");
  await Promise.race([revoked!.socket.closed, revoked!.socket.until(({ type }) => type === "error").catch(() => {})]);
  for (let step = 2; step <= 4; step++) await runner.report(claim, step - 1, loss(step));
  await until(() => others.every(({ socket }) => steps(socket).length === 4), "the others' points");
  expect(steps(revoked!.socket)).toEqual([1]);
  for (const { socket } of others) expect(steps(socket)).toEqual(upTo(4));
});

test("who comes and goes while points pour in misses none", async () => {
  const { floor, runner, claim } = await start();
  const followers: { socket: SocketClient; from: number }[] = [];
  let seen = { sequence: 0, step: 0 };
  for (let step = 1; step <= 80; step++) {
    await runner.report(claim, step - 1, loss(step));
    if (step % 10 !== 0) continue;
    const { socket } = await follower(floor, METRICS, { id: claim.runId, after: seen.sequence });
    followers.push({ socket, from: seen.step });
    await until(() => steps(socket).length > 0, "something");
    seen = { sequence: batches(socket).at(-1)!.sequence, step: steps(socket).at(-1)! };
    if (step % 20 === 0) followers.shift()!.socket.close();
  }
  await until(() => followers.every(({ socket }) => steps(socket).includes(80)), "the last step, everywhere");
  for (const { socket, from } of followers) expect(steps(socket)).toEqual(upTo(80).slice(from));
});

test("who reads slowly is told that batches were merged, and gets every line once and in order all the same", async () => {
  const { floor, runner, claim } = await start();
  const { socket: slow } = await follower(floor, LOGS, { id: claim.runId });
  const { socket: fast } = await follower(floor, LOGS, { id: claim.runId });
  const lines = (socket: SocketClient): string[] =>
    batches(socket)
      .flatMap((batch) => batch.lines!.map(({ message }) => message))
      .filter((message) => message.startsWith("line"));
  await until(() => batches(slow).length > 0, "the first line");
  slow.socket.pause();
  const [reports, perReport] = [120, 200];
  const at = new Date().toISOString();
  for (let report = 0; report < reports; report++) {
    const logs = Array.from({ length: perReport }, (_, i) => ({
      at,
      level: "INFO",
      message: `line ${report * perReport + i} `.padEnd(1_000, "x"),
    }));
    await runner.report(claim, report, { logs });
  }
  const wanted = reports * perReport;
  await until(() => lines(fast).length === wanted, "every line, for who reads");
  slow.socket.resume();
  await until(() => lines(slow).length >= wanted, "every line, for who did not");
  expect(lines(slow)).toEqual(lines(fast));
  expect(batches(fast).every(({ merged }) => merged === 0)).toBe(true);
  expect(batches(slow).reduce((sum, { merged }) => sum + merged, 0)).toBeGreaterThan(0);
});
