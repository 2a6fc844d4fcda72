/** Word of changed runs: after the commit, for many at once, and again when it could not be sent. */
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestApi, type TestApi } from "../test/support/test-api.ts";
import { type Claim, TrainingFloor } from "../test/support/training-floor.ts";
import { Announcements } from "./announcements.ts";

let api: TestApi;
let listener: pg.Client;
let heard: string[] = [];

beforeAll(async () => {
  api = await startTestApi();
  listener = new pg.Client({ connectionString: api.database.systemUrl });
  await listener.connect();
  listener.on("notification", ({ payload }) => heard.push(payload ?? ""));
  await listener.query("LISTEN capstan");
});
afterAll(async () => {
  await listener?.end();
  await api?.stop();
});

const until = async (isTrue: () => boolean): Promise<void> => {
  for (const deadline = Date.now() + 10_000; !isTrue(); await new Promise((resolve) => setTimeout(resolve, 5)))
    if (Date.now() > deadline) throw new Error(`heard only ${heard.length}`);
};
/** Who listens hears what is said in the order of commits: before this, all that was said earlier. */
async function hearTheRest(): Promise<void> {
  await listener.query("NOTIFY capstan, 'the end'");
  await until(() => heard.includes("the end"));
}
async function forgetWhatWasHeard(): Promise<void> {
  await hearTheRest();
  heard = [];
}

test("a claim, a report and a finish are each told of once, a heartbeat is not", async () => {
  const floor = await TrainingFloor.open(api);
  const { id } = await floor.createRun();
  const runner = await floor.runner();
  const word = `run:${floor.user.teamId}:${id}`;
  const expectTold = async (times: number, call: () => Promise<unknown>): Promise<void> => {
    await forgetWhatWasHeard();
    await call();
    const told = () => heard.filter((each) => each === word).length;
    await until(() => told() >= times);
    await new Promise((resolve) => setTimeout(resolve, 100));
    await hearTheRest();
    expect(told()).toBe(times);
  };
  let lease!: Claim;
  await expectTold(1, async () => (lease = (await runner.claim())!));
  await expectTold(1, () => runner.report(lease, 0, { metrics: [{ name: "loss", steps: [1], values: [1] }] }));
  await expectTold(0, () => runner.renew(lease));
  await expectTold(1, () => runner.finish(lease, 0, { outcome: "SUCCEEDED" }));
});

test("nothing is told of a transaction that was rolled back", async () => {
  const { database } = api.server.services;
  const floor = await TrainingFloor.open(api);
  const { id } = await floor.createRun();
  const { teamId } = floor.user;
  await forgetWhatWasHeard();
  const change = database.statementsFor(
    [teamId],
    async (tx) => {
      expect(await tx.$executeRaw`UPDATE runs SET event_seq = event_seq + 1 WHERE team_id = ${teamId} AND id = ${id}`).toBe(1);
      throw new Error("never mind");
    },
    { teamId, id },
  );
  await expect(change).rejects.toThrow("never mind");
  await new Promise((resolve) => setTimeout(resolve, 100));
  await hearTheRest();
  expect(heard).toEqual(["the end"]);
});

test("word of a thousand runs takes a few messages, and the last is sent before it is closed", async () => {
  let asked = 0;
  const announcements = new Announcements((query) => (asked++, listener.query(query)));
  await forgetWhatWasHeard();
  for (let i = 0; i < 1_000; i++) {
    announcements.add({ teamId: "team_a", id: `run_${i}` });
    announcements.add({ teamId: "team_a", id: `run_${i}` });
    if (i % 100 === 99) await new Promise((resolve) => setTimeout(resolve, 5));
  }
  await announcements.close();
  await hearTheRest();
  const words = heard.filter((word) => word.startsWith("run:team_a"));
  expect(new Set(words).size).toBe(1_000);
  expect(words.length).toBeLessThan(1_100);
  expect(asked).toBeLessThan(12);
});

test("what cannot be sent is sent later", async () => {
  let asked = 0;
  const announcements = new Announcements((query) => {
    // As while the database is away.
    if (asked++ === 0) return new pg.Client({ connectionString: "postgresql://capstan_system@127.0.0.1:1/capstan" }).connect();
    return listener.query(query);
  });
  heard = [];
  announcements.add({ teamId: "team_a", id: "run_late" });
  await until(() => heard.includes("run:team_a:run_late"));
  expect(asked).toBe(2);
  await announcements.close();
});
