import fc from "fast-check";
import pg from "pg";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { startTestApi, type TestApi } from "../../support/test-api.ts";
import { TrainingFloor, type FakeRunner } from "../../support/training-floor.ts";
import { ATTEMPTS_WITHOUT_PROGRESS_MAX } from "@capstan/run/protocol";
import { PROTOCOL } from "../model/rules.ts";
import { newServer, serve, type Answer, type Call, type Server } from "../model/server.ts";
import { RealRun, REAPER_PLACE, type Seen } from "./real-run.ts";
import { callFor } from "./walk.ts";

const STEPS = 5;
/** More: CONFORMANCE_WALKS=500. */
const WALKS = Number(process.env.CONFORMANCE_WALKS ?? 8);

let api: TestApi;
let floor: TrainingFloor;
let runners: FakeRunner[];
let lock: pg.Client;

beforeAll(async () => {
  api = await startTestApi();
  floor = await TrainingFloor.open(api);
  runners = [await floor.runner(), await floor.runner()];
  lock = new pg.Client({ connectionString: api.database.ownerUrl });
  await lock.connect();
  await lock.query(`SELECT pg_advisory_lock(${REAPER_PLACE})`);
});
afterEach(async () => expect(await floor.violations()).toEqual([]));
afterAll(async () => {
  await lock?.end();
  await api?.stop();
});

/** What the model says to `call`. The real commit is preceded by the checkpoint's announcement, which is fenced and renews, too. */
function predict(server: Server, call: Call): { server: Server; answer: Answer } {
  const ask = (from: Server, made: Call) => serve(from, made, PROTOCOL, ATTEMPTS_WITHOUT_PROGRESS_MAX);
  if (call.kind !== "beginCommit") return ask(server, call);
  const announced = ask(server, { kind: "renew", lease: call.lease });
  if (announced.answer.verdict !== "DONE") return announced;
  const begun = ask(announced.server, call);
  return begun.answer.verdict === "DONE" ? ask(begun.server, { ...call, kind: "endCommit" }) : begun;
}
const seenIn = (server: Server): Seen => ({
  status: server.status,
  epoch: server.epoch,
  sequence: server.sequence,
  requested: server.requested,
  lostInARow: server.lostInARow,
  points: server.points,
  newestCheckpoint: server.checkpoints.at(-1) ?? 0,
});
/** What both sides say: the model tells neither what a GAP expects of a commit, nor what was asked where the API does not. */
const told = ({ verdict, lease, expected, requested }: Answer, isReport: boolean): object => ({
  verdict,
  ...(lease === undefined ? {} : { lease }),
  ...(isReport && expected !== undefined ? { expected } : {}),
  ...(requested === undefined ? {} : { requested }),
});

/** Makes the calls that `next` names on both sides, until it names none, and compares what they say and store after each. */
async function walk(next: (model: Server, made: number) => Call | undefined): Promise<void> {
  const real = new RealRun((await floor.createRun()).id, floor, runners, lock);
  let model = newServer(STEPS);
  const made: string[] = [];
  for (;;) {
    const call = next(model, made.length);
    if (!call) break;
    const predicted = predict(model, call);
    const answer = await real.make(call, model);
    made.push(`${JSON.stringify(call)} -> ${answer.verdict}`);
    model = predicted.server;
    expect(told(answer, call.kind === "report"), made.join("\n")).toEqual(told(predicted.answer, call.kind === "report"));
    expect(await real.look(STEPS), made.join("\n")).toEqual(seenIn(model));
  }
  for (const call of [{ kind: "ask", wish: "CANCEL" }, { kind: "expire" }, { kind: "reap" }] satisfies Call[]) await real.make(call, model);
}

/** The walk that `choices` make among all calls of each state. */
const randomly =
  (choices: readonly number[]) =>
  (model: Server, made: number): Call | undefined =>
    made < choices.length ? callFor(choices[made]!, model, STEPS) : undefined;

test("whatever is called in whatever order, the API answers and stores what the model says", async () => {
  // Without the bias towards small numbers, which would always be the same few calls.
  const choices = fc.noBias(fc.array(fc.nat(999_999), { minLength: 25, maxLength: 45 }));
  await fc.assert(
    fc.asyncProperty(choices, (chosen) => walk(randomly(chosen))),
    { numRuns: WALKS, seed: 5, endOnFailure: true },
  );
}, 600_000);

test("a zombie whose run FAILED for good is told that its lease is over, and not that it has finished it", async () => {
  const lost = Array.from({ length: ATTEMPTS_WITHOUT_PROGRESS_MAX }, (_, request): Call[] => [
    { kind: "claim", runner: 0, request },
    { kind: "expire" },
    { kind: "reap" },
  ]).flat();
  const zombie: Call = { kind: "finish", lease: ATTEMPTS_WITHOUT_PROGRESS_MAX - 1, after: -1, outcome: "SUCCEEDED" };
  const calls: readonly Call[] = [...lost, zombie];
  await walk((_, made) => calls[made]);
});
