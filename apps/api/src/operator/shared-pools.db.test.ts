import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { SocketClient } from "../../../../test/support/socket-client.ts";
import { startTestApi, type TestApi } from "../../../../test/support/test-api.ts";
import { TestClient } from "../../../../test/support/test-client.ts";
import { call, FakeRunner, TrainingFloor } from "../../../../test/support/training-floor.ts";
import {
  createSharedPool,
  createSharedRunner,
  drainSharedRunner,
  listSharedPools,
  revokeSharedRunner,
  sharePool,
  unsharePool,
} from "./shared-pools.ts";

let api: TestApi;
let ada: TrainingFloor;
let eve: TrainingFloor;
let pool: string;
const system = () => api.server.services.database.system;

beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api?.stop());
afterEach(async () => expect(await ada.violations()).toEqual([]));
beforeEach(async () => {
  [ada, eve] = [await TrainingFloor.open(api, "Ada"), await TrainingFloor.open(api, "Eve")];
  pool = `gpu-${Math.random()}`;
  await createSharedPool(system(), pool);
});

async function sharedRunner(): Promise<FakeRunner> {
  const { id, token } = await createSharedRunner(system(), pool, "box-1");
  return new FakeRunner(new TestClient(api.url, { authorization: `Bearer ${token}` }), id);
}
/** Shares the pool with the team. @returns the team's door. */
const share = (floor: TrainingFloor): Promise<string> => sharePool(system(), pool, floor.user.teamSlug);

test("a shared runner trains runs of several teams from claim to end, and sees no more of a team than the run that it has", async () => {
  const doors = [await share(ada), await share(eve)];
  const runner = await sharedRunner();
  const runs = [await ada.createRun({ poolId: doors[0] }), await eve.createRun({ poolId: doors[1] })];
  await ada.createRun();
  const claimed: string[] = [];
  for (const _run of runs) {
    const claim = (await runner.claim())!;
    claimed.push(claim.runId);
    expect((await runner.renew(claim)).errors).toEqual([]);
    expect(
      await runner.report(claim, 0, { progress: { step: 1, epoch: 0 }, metrics: [{ name: "loss", steps: [1], values: [1] }] }),
    ).toMatchObject({ accepted: true, errors: [] });
    expect((await runner.checkpoint(claim, { step: 1, afterSequence: 0 })).errors).toEqual([]);
    // Its token opens the lease's calls, and no query: not even of the run that it has.
    const { errors } = await runner.client.ask("query ($id: ID!) { run(id: $id) { name } }", { id: claim.runId });
    expect(errors?.[0]?.extensions.code).toBe("NOT_FOUND");
    expect(await runner.finish(claim, 0, { outcome: "SUCCEEDED" })).toMatchObject({ errors: [] });
  }
  expect(claimed.toSorted()).toEqual(runs.map(({ id }) => id).toSorted());
  // Ada's third run waits in her own pool, which is not shared.
  expect(await runner.claim()).toBeNull();
  const teams = await runner.client.data<{ viewer: { teams: { slug: string }[] } }>("{ viewer { teams { slug } } }");
  expect(JSON.stringify(teams)).not.toContain(ada.user.teamSlug);
});

test("a shared runner's calls about a run that it never had answer as for a missing one", async () => {
  const door = await share(ada);
  const runner = await sharedRunner();
  await ada.createRun({ poolId: door });
  const mine = (await runner.claim())!;
  const { id: foreign } = await eve.createRun();
  await (await eve.runner()).claim();
  const tell = async (runId: string) => {
    const { errors } = await runner.client.ask(
      "mutation ($input: RenewLeaseInput!) { renewLease(input: $input) { errors { code message } } }",
      { input: { runId, leaseEpoch: 1 } },
    );
    return errors?.[0]?.extensions.code;
  };
  expect([await tell(foreign), await tell("run_00000000000000000000000000")]).toEqual(["NOT_FOUND", "NOT_FOUND"]);
  expect((await runner.renew(mine)).errors).toEqual([]);
  // A second shared runner has no part in the first one's run.
  const other = await sharedRunner();
  const { errors } = await other.client.ask("mutation ($input: RenewLeaseInput!) { renewLease(input: $input) { errors { code } } }", {
    input: { runId: mine.runId, leaseEpoch: 1 },
  });
  expect(errors?.[0]?.extensions.code).toBe("NOT_FOUND");
});

test("teams take turns, however many runs one of them has waiting, and no team passes its cap", async () => {
  const doors = [await share(ada), await share(eve)];
  for (let i = 0; i < 8; i++) await ada.createRun({ poolId: doors[0] });
  for (let i = 0; i < 3; i++) await eve.createRun({ poolId: doors[1] });
  const runner = await sharedRunner();
  const order: string[] = [];
  for (let i = 0; i < 6; i++) {
    const claim = (await runner.claim())!;
    order.push(((await ada.run(claim.runId)).team_id as string) === ada.user.teamId ? "ada" : "eve");
    await runner.finish(claim, -1, { outcome: "SUCCEEDED" });
  }
  expect(order.filter((team) => team === "eve")).toHaveLength(3);
  expect(new Set(order.slice(0, 2))).toEqual(new Set(["ada", "eve"]));

  await ada.setCap(2);
  const many = await Promise.all(Array.from({ length: 6 }, () => sharedRunner()));
  const claims: unknown[] = [];
  // Each asks until it was told twice that there is nothing: a claim may meet the other team's lock.
  for (let round = 0; round < 2; round++) for (const each of many) claims.push(await each.claim());
  expect(claims.filter(Boolean)).toHaveLength(2);
  expect((await api.database.query<{ running: number }>("SELECT running FROM teams WHERE id = $1", [ada.user.teamId]))[0]!.running).toBe(2);
});

test("eight shared runners that race for the runs of two teams win each exactly once", async () => {
  const floors = [ada, eve];
  const made: string[] = [];
  for (const floor of floors) {
    await floor.setCap(3);
    const door = await share(floor);
    for (let i = 0; i < 15; i++) made.push((await floor.createRun({ poolId: door })).id);
  }
  const runners = await Promise.all(Array.from({ length: 8 }, () => sharedRunner()));
  const won: string[] = [];
  await Promise.all(
    runners.map(async (runner) => {
      while (won.length < made.length) {
        const claim = await runner.claim();
        if (!claim) continue;
        won.push(claim.runId);
        expect((await runner.finish(claim, -1, { outcome: "SUCCEEDED" })).errors).toEqual([]);
      }
    }),
  );
  expect(won.toSorted()).toEqual(made.toSorted());
});

test("a shared runner is woken by a team's new run, and by its wishes", async () => {
  const door = await share(ada);
  const runner = await sharedRunner();
  const socket = await SocketClient.connect(api.url, { authorization: runner.client.headers.authorization });
  socket.subscribe("c", "subscription { runnerCommands { kind runId } }");
  const told = (kind: string) =>
    socket.until(
      (message) => (message.payload as { data?: { runnerCommands: { kind: string } } } | undefined)?.data?.runnerCommands.kind === kind,
    );
  const { id } = await ada.createRun({ poolId: door });
  await told("NEW_WORK");
  await runner.claim();
  await ada.ask("cancelRun", id);
  await told("CANCEL");
  await drainSharedRunner(system(), runner.id, true);
  await told("DRAIN");
  socket.close();
});

test("a team sees its door, cannot admit runners to it, and what the operator did is in its audit", async () => {
  const door = await share(ada);
  const { team } = await ada.user.client.data<{
    team: { pools: object[]; auditEvents: { edges: { node: { action: string; summary: string } }[] } };
  }>(
    "query ($s: String) { team(slug: $s) { pools { id name shared runners { id } } auditEvents(first: 5) { edges { node { action summary } } } } }",
    { s: ada.user.teamSlug },
  );
  expect(team.pools).toContainEqual({ id: door, name: pool, shared: true, runners: [] });
  expect(team.auditEvents.edges.map(({ node }) => node.action)).toContain("operator share");
  const refused = await call(ada.user.client, "createRunner", { teamId: ada.user.teamId, name: "mine", poolId: door }, "token");
  expect(refused.errors).toMatchObject([{ code: "INVALID_INPUT", path: ["poolId"] }]);
  await expect(share(ada)).rejects.toThrow("already");
  await expect(sharePool(system(), pool, "no-such-team")).rejects.toThrow("There is no team");
});

test("a team is told how many runners of a shared pool are online, and nothing else of them", async () => {
  const doors = [await share(ada), await share(eve)];
  const read = (floor: TrainingFloor) =>
    floor.user.client.data<{
      team: { runners: object[]; pools: { id: string; name: string; onlineRunners: number; runners: object[] }[] };
    }>("query ($s: String) { team(slug: $s) { runners { id } pools { id name onlineRunners runners { id } } } }", {
      s: floor.user.teamSlug,
    });
  const online = async () => {
    const pools = (await Promise.all([ada, eve].map(read))).flatMap(({ team }) => team.pools);
    return doors.map((door) => pools.find(({ id }) => id === door)!.onlineRunners);
  };
  const silence = (runner: FakeRunner, seconds: number) =>
    api.database.query("UPDATE runners SET last_seen_at = now() - make_interval(secs => $2) WHERE id = $1", [runner.id, seconds]);
  expect(await online()).toEqual([0, 0]);
  const [first, second] = [await sharedRunner(), await sharedRunner()];
  // Made, and not started yet.
  expect(await online()).toEqual([0, 0]);
  await Promise.all([first.claim(), second.claim()]);
  expect(await online()).toEqual([2, 2]);
  await silence(first, 46);
  expect(await online()).toEqual([1, 1]);
  // Their own runners count for each team alone.
  await (await eve.runner()).claim();
  const [adas, eves] = [await read(ada), await read(eve)];
  const own = ({ team }: typeof adas) => team.pools.find(({ name }) => name === "default")!.onlineRunners;
  expect([own(adas), own(eves)]).toEqual([0, 1]);
  expect(JSON.stringify([adas, eves])).not.toMatch(new RegExp(`${first.id}|${second.id}|box-1`));
  await revokeSharedRunner(system(), second.id);
  expect(await online()).toEqual([0, 0]);
});

test("taken back, a pool's runs wait; a revoked shared runner's run goes back to its team's queue", async () => {
  const door = await share(ada);
  const runner = await sharedRunner();
  const [first, second] = [await ada.createRun({ poolId: door }), await ada.createRun({ poolId: door })];
  expect((await runner.claim())!.runId).toBe(first.id);
  await revokeSharedRunner(system(), runner.id);
  expect(await ada.run(first.id)).toMatchObject({ status: "QUEUED", attempts_without_progress: 0 });
  const next = await sharedRunner();
  const again = (await next.claim())!;
  expect(again.runId).toBe(first.id);
  await next.finish(again, -1, { outcome: "SUCCEEDED" });
  await unsharePool(system(), pool, ada.user.teamSlug);
  expect(await next.claim()).toBeNull();
  expect(await ada.run(second.id)).toMatchObject({ status: "QUEUED" });
  const listed = (await listSharedPools(system())).find(({ name }) => name === pool)!;
  expect([listed.runners.map(({ id }) => id), listed.doors]).toEqual([[next.id], []]);
});

test("a checkpoint of a shared runner lies under the run's team, and its bytes are those sent", async () => {
  const door = await share(eve);
  const runner = await sharedRunner();
  await eve.createRun({ poolId: door });
  const claim = (await runner.claim())!;
  await runner.report(claim, 0, { progress: { step: 4, epoch: 0 } });
  const { id } = await runner.checkpoint(claim, { step: 4, afterSequence: 0 });
  const { checkpoint } = await eve.user.client.data<{ checkpoint: { downloadUrl: string } }>(
    "query ($id: ID!) { checkpoint(id: $id) { downloadUrl } }",
    { id },
  );
  const bytes = Buffer.from(await (await fetch(checkpoint.downloadUrl)).arrayBuffer());
  expect(createHash("sha256").update(bytes).digest("hex")).toBe(createHash("sha256").update("weights of step 4").digest("hex"));
});

test(
  "the operator's command makes, shares and lists a pool, prints a token that works, and says what it does not understand",
  { timeout: 60_000 },
  async () => {
    const program = new URL("../operator.ts", import.meta.url).pathname;
    const operator = (...args: string[]) =>
      promisify(execFile)(process.execPath, [program, ...args], {
        env: { PATH: process.env.PATH, DATABASE_SYSTEM_URL: api.database.systemUrl },
      });
    const name = `cli-${Math.random()}`;
    await operator("create-pool", name);
    const token = (await operator("create-runner", name, "box-2")).stdout.trim();
    await operator("share", name, ada.user.teamSlug, "--as", "big");
    const runner = new TestClient(api.url, { authorization: `Bearer ${token}` });
    expect(await runner.data("{ viewer { runner { name } } }")).toEqual({ viewer: { runner: { name: "box-2" } } });
    const { stdout } = await operator("pools");
    expect(stdout).toMatch(new RegExp(`${name}\n  runner rnr_\\w+  box-2  (seen|never)[^\n]*\n  team   ${ada.user.teamSlug}, as big\n`));
    await expect(operator("share", name, "no-such-team")).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining("There is no team"),
    });
    await expect(operator("dance")).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining("Usage") });
  },
);
