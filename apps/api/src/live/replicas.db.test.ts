import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readConfig } from "../config.ts";
import { startServer, type ApiServer } from "../server.ts";
import { createServices } from "../services.ts";
import { createLog } from "../log.ts";
import { SocketClient } from "../../../../test/support/socket-client.ts";
import { startTestApi, WEB_ORIGIN, type TestApi } from "../../../../test/support/test-api.ts";
import { TestClient } from "../../../../test/support/test-client.ts";
import { freePort } from "../../../../tools/postgres/cluster.ts";
import { call, FakeRunner, TrainingFloor } from "../../../../test/support/training-floor.ts";

/** Two API servers on one database; `api` is the first. */
let api: TestApi;
let second: ApiServer;

beforeAll(async () => {
  api = await startTestApi();
  const { config } = api;
  const settings = readConfig({
    API_PORT: String(await freePort()),
    WEB_ORIGIN,
    DATABASE_APP_URL: config.databaseAppUrl,
    DATABASE_SYSTEM_URL: config.databaseSystemUrl,
    DATABASE_POOL_SIZE: "8",
    AUTH_SECRET: config.authSecret,
    OBJECTS_DIR: config.objects.kind === "disk" ? config.objects.folder : "",
    CACHE_DIR: path.join(config.cacheDir, "second"),
    CAPTION_WORKERS: "1",
    THROTTLE_SIGN_IN: "0",
    NODE_ENV: "test",
  });
  second = await startServer(settings, await createServices(settings, { log: createLog("silent") }));
});
afterAll(async () => {
  await second?.stop();
  await api?.stop();
});

const METRICS = "subscription ($id: ID!) { runMetrics(runId: $id) { series { steps } } }";
const elsewhere = (client: TestClient): TestClient => new TestClient(second.url, client.headers);
const point = (step: number) => ({ metrics: [{ name: "loss", steps: [step], values: [step] }] });

function stepsHeard(socket: SocketClient): number[] {
  type Next = { data: { runMetrics: { series: { steps: number[] }[] } } };
  return socket.messages
    .filter(({ type }) => type === "next")
    .flatMap(({ payload }) => (payload as Next).data.runMetrics.series.flatMap(({ steps }) => steps));
}
async function until(isTrue: () => boolean): Promise<void> {
  for (const deadline = Date.now() + 20_000; !isTrue(); await new Promise((resolve) => setTimeout(resolve, 20)))
    if (Date.now() > deadline) throw new Error("waited for twenty seconds");
}

test("who follows a run at one server hears what is reported to either, each point once", async () => {
  const floor = await TrainingFloor.open(api);
  await floor.createRun();
  const here = await floor.runner();
  const there = new FakeRunner(elsewhere(here.client), here.id);
  const claim = (await there.claim())!;
  const authorization = `Bearer ${(await api.createKey(floor.user)).secret}`;
  const sockets = await Promise.all([api.url, second.url].map((url) => SocketClient.connect(url, { authorization })));
  for (const socket of sockets) socket.subscribe("m", METRICS, { id: claim.runId });
  for (let sequence = 0; sequence < 20; sequence++) await (sequence % 2 ? here : there).report(claim, sequence, point(sequence + 1));
  for (const socket of sockets) {
    await until(() => stepsHeard(socket).includes(20));
    expect(stepsHeard(socket)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
    socket.close();
  }
});

test("runners that claim at both servers at once never get one run twice, nor pass the cap", async () => {
  const floor = await TrainingFloor.open(api);
  await floor.setCap(12);
  for (let i = 0; i < 16; i++) await floor.createRun();
  const runners = await Promise.all(Array.from({ length: 8 }, () => floor.runner()));
  const claims = await Promise.all(
    Array.from({ length: 32 }, (_, i) => {
      const { client, id } = runners[i % 8]!;
      return new FakeRunner(i % 2 ? client : elsewhere(client), id).claim();
    }),
  );
  const claimed = claims.flatMap((claim) => (claim ? [claim.runId] : []));
  expect(claimed).toHaveLength(12);
  expect(new Set(claimed).size).toBe(12);
  expect(await floor.violations()).toEqual([]);
});

test("a call that is repeated at the other server answers the same claim and the same report", async () => {
  const floor = await TrainingFloor.open(api);
  await floor.createRun();
  await floor.createRun();
  const here = await floor.runner();
  const there = new FakeRunner(elsewhere(here.client), here.id);
  const [one, other] = await Promise.all([here.claim("once"), there.claim("once")]);
  expect(other).toMatchObject({ runId: one!.runId, leaseEpoch: 1 });
  expect(await here.report(one!, 0, point(1))).toMatchObject({ accepted: true, duplicate: false });
  expect(await there.report(one!, 0, point(1))).toMatchObject({ accepted: true, duplicate: true });
});

test("a key that is revoked at one server is refused at the other, and its sockets there end", async () => {
  const floor = await TrainingFloor.open(api);
  await floor.createRun();
  const runner = await floor.runner();
  const claim = (await runner.claim())!;
  await runner.report(claim, 0, point(1));
  const key = await api.createKey(floor.user);
  const socket = await SocketClient.connect(second.url, { authorization: `Bearer ${key.secret}` });
  socket.subscribe("m", METRICS, { id: claim.runId });
  await until(() => stepsHeard(socket).length === 1);
  const client = new TestClient(second.url, { authorization: `Bearer ${key.secret}` });
  expect((await client.send("{ viewer { teams { id } } }")).status).toBe(200);
  await call(floor.user.client, "revokeApiKey", { id: key.id }, "apiKey { id }", "ApiKeyIdInput");
  expect((await socket.closed).code).toBeGreaterThanOrEqual(4400);
  expect((await client.send("{ viewer { teams { id } } }")).status).toBe(401);
});
