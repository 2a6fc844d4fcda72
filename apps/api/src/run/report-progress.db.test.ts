import fc from "fast-check";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { startTestApi, type TestApi } from "../../../../test/support/test-api.ts";
import { ENGINE, TrainingFloor, type Claim, type FakeRunner } from "../../../../test/support/training-floor.ts";
import { Reaper } from "./reaper.ts";

let api: TestApi;
let floor: TrainingFloor;

beforeAll(async () => {
  api = await startTestApi();
  floor = await TrainingFloor.open(api);
  await floor.setCap(1000);
});
afterAll(() => api?.stop());
afterEach(async () => expect(await floor.violations()).toEqual([]));

const points = (runId: string) =>
  api.database.query<{ name: string; step: string; value: number | null; attempt: number; sequence: string }>(
    "SELECT name, step, value, attempt, sequence FROM metric_points WHERE run_id = $1 ORDER BY name, step",
    [runId],
  );
const loss = (steps: number[], values: (number | null)[]) => ({ metrics: [{ name: "loss", steps, values }] });

async function start(): Promise<{ runner: FakeRunner; claim: Claim }> {
  const { id } = await floor.createRun({ priority: 1000 });
  const runner = await floor.runner();
  const claim = (await runner.claim())!;
  expect(claim.runId).toBe(id);
  return { runner, claim };
}

/** The lease is over, the reaper takes the run back, and `next` claims it. */
async function loseTo(next: FakeRunner, runId: string): Promise<Claim> {
  await floor.silence(runId);
  const reaper = new Reaper({ database: api.server.services.database, log: api.server.services.log });
  while ((await floor.run(runId)).status !== "QUEUED") await reaper.tick();
  await api.database.query("UPDATE runs SET not_before = now() WHERE id = $1", [runId]);
  const claim = (await next.claim())!;
  expect(claim.runId).toBe(runId);
  return claim;
}

test("the first report with a step makes the run RUNNING, and everything in it is stored", async () => {
  const { runner, claim } = await start();
  const started = { totalSteps: 100, totalEpochs: 12, step: 0, engine: ENGINE };
  expect(await runner.report(claim, 0, { started })).toMatchObject({ accepted: true, duplicate: false, errors: [] });
  expect((await floor.run(claim.runId)).status).toBe("CLAIMED");
  const epochs = [
    {
      epoch: 0,
      step: 2,
      trainLoss: 3,
      validationLoss: 2.5,
      scores: [
        { name: "cider", value: 0.1, low: 0.05, high: 0.2 },
        { name: "rougeL", value: 0.3 },
      ],
      learningRate: 0.1,
      seconds: 1,
    },
    { epoch: 1, step: 4, trainLoss: 2, validationLoss: 2.7, scores: [], learningRate: 0.1, seconds: 1 },
  ];
  const [picture] = await api.database.query<{ id: string }>("SELECT id FROM pictures WHERE version_id = $1", [floor.versionId]);
  await runner.report(claim, 1, {
    ...loss([1, 2, 2], [5, 4, null]),
    progress: { step: 2, epoch: 1, samplesPerSecond: 9.5, etaSeconds: 60 },
    logs: [{ at: new Date().toISOString(), level: "WARNING", message: "careful" }],
    epochs,
    samples: [
      { epoch: 0, step: 2, pictureId: picture!.id, text: "a shape", logProbability: -1 },
      { epoch: 0, step: 2, pictureId: "pic_00000000000000000000000000", text: "not ours" },
    ],
  });
  const query = `query ($id: ID!) { run(id: $id) { status startedAt bestEpoch bestValidationLoss engine { name } progress { step totalSteps epoch samplesPerSecond etaSeconds }
    history { epoch trainLoss validationLoss scores { name value low high } } samples { epoch text picture { id } } logs { edges { node { level message attempt } } }
    metrics { name steps values } attempts { number outcome } } }`;
  const { run } = await floor.user.client.data<{ run: Record<string, unknown> }>(query, { id: claim.runId });
  expect(run).toMatchObject({
    status: "RUNNING",
    startedAt: expect.any(String),
    bestEpoch: 0,
    bestValidationLoss: 2.5,
    engine: { name: "wasm" },
    progress: { step: 2, totalSteps: 100, epoch: 1, samplesPerSecond: 9.5, etaSeconds: 60 },
    samples: [{ epoch: 0, text: "a shape", picture: { id: picture!.id } }],
    logs: { edges: [{ node: { level: "INFO", attempt: 1 } }, { node: { level: "WARNING", message: "careful", attempt: 1 } }] },
    metrics: [
      { name: "cider", steps: [2], values: [0.1] },
      { name: "loss", steps: [1, 2], values: [5, null] },
      { name: "rougeL", steps: [2], values: [0.3] },
      { name: "validationLoss", steps: [2, 4], values: [2.5, 2.7] },
    ],
    attempts: [{ number: 1, outcome: null }],
    history: [
      {
        scores: [
          { name: "rougeL", value: 0.3, low: null, high: null },
          { name: "cider", value: 0.1, low: 0.05, high: 0.2 },
        ],
      },
      { scores: [] },
    ],
  });
  expect(run.history).toHaveLength(2);
});

test("a report is stored once, however often it comes, and one that comes too early is told what is missing", async () => {
  const { runner, claim } = await start();
  await runner.report(claim, 0, loss([1], [1]));
  expect(await runner.report(claim, 0, loss([1], [999]))).toMatchObject({ accepted: true, duplicate: true, errors: [] });
  expect(await runner.report(claim, 3, loss([9], [9]))).toMatchObject({ accepted: false, expectedSequence: 1, errors: [{ code: "GAP" }] });
  expect((await points(claim.runId)).map(({ step, value }) => [Number(step), value])).toEqual([[1, 1]]);
  const six = await Promise.all(Array.from({ length: 6 }, () => runner.report(claim, 1, loss([2], [2]))));
  expect(six.filter(({ duplicate }) => !duplicate)).toHaveLength(1);
  expect(six.every(({ accepted }) => accepted)).toBe(true);
});

test("after a newer claim, or a reaping, nothing of the old lease is stored", async () => {
  const { runner: zombie, claim: old } = await start();
  await zombie.report(old, 0, loss([1], [1]));
  await floor.silence(old.runId);
  const { database, log } = api.server.services;
  while ((await floor.run(old.runId)).status !== "QUEUED") await new Reaper({ database, log }).tick();
  for (const refused of [
    await zombie.report(old, 1, loss([1], [666])),
    await zombie.renew(old),
    await zombie.finish(old, 0, { outcome: "SUCCEEDED" }),
  ])
    expect(refused.errors).toMatchObject([{ code: "LEASE_EXPIRED" }]);
  const heir = await floor.runner();
  const claim = (await heir.claim())!;
  expect(claim).toMatchObject({ runId: old.runId, leaseEpoch: old.leaseEpoch + 1, ingestSequence: -1 });
  await heir.report(claim, 0, loss([1], [2]));
  for (const refused of [
    await zombie.report(old, 1, loss([1], [666])),
    await zombie.report({ ...old, leaseEpoch: claim.leaseEpoch }, 1, loss([1], [666])),
    await zombie.renew(old),
    await zombie.finish(old, 0, { outcome: "SUCCEEDED" }),
    await zombie.checkpoint(old, { step: 1, afterSequence: -1 }),
  ])
    expect(refused.errors).toMatchObject([{ code: "FENCED" }]);
  expect((await zombie.release(old)).errors).toEqual([]);
  expect((await points(old.runId)).map(({ value, attempt }) => [value, attempt])).toEqual([[2, 2]]);
  expect((await floor.run(old.runId)).status).toBe("RUNNING");
});

test("another team's run is missing, not fenced", async () => {
  const { claim } = await start();
  const stranger = await (await TrainingFloor.open(api, "Eve")).runner();
  const ask = (runId: string) =>
    stranger.client.ask(`mutation { renewLease(input: { runId: "${runId}", leaseEpoch: 1 }) { errors { code } } }`);
  const [foreign, missing] = [await ask(claim.runId), await ask("run_00000000000000000000000000")];
  expect(foreign.errors?.map(({ message, extensions }) => [message, extensions?.code])).toEqual(
    missing.errors?.map(({ message, extensions }) => [message, extensions?.code]),
  );
  expect(foreign.errors?.[0]?.extensions?.code).toBe("NOT_FOUND");
});

test("values that differ in a bit from an earlier attempt's are counted, and measured times are not", async () => {
  const { runner, claim } = await start();
  const replay = (bits: number) => ({
    metrics: [
      { name: "loss", steps: [1, 2, 3], values: [0.1, bits, null] },
      { name: "samplesPerSecond", steps: [1], values: [Math.random()] },
    ],
  });
  await runner.report(claim, 0, replay(0.3));
  const again = await loseTo(runner, claim.runId);
  await runner.report(again, 0, replay(0.3));
  expect((await floor.run(claim.runId)).replay_divergent).toBe("0");
  const third = await loseTo(runner, claim.runId);
  await runner.report(third, 0, replay(0.30000000000000004));
  expect((await floor.run(claim.runId)).replay_divergent).toBe("1");
});

test("what is malformed is refused whole, and says where", async () => {
  const { runner, claim } = await start();
  for (const metrics of [
    [{ name: "Not a name", steps: [1], values: [1] }],
    [{ name: "loss", steps: [1, 2], values: [1] }],
    [{ name: "loss", steps: [-1], values: [1] }],
  ])
    expect((await runner.report(claim, 0, { metrics })).errors).toMatchObject([{ code: "INVALID_INPUT", path: ["metrics"] }]);
  expect(await points(claim.runId)).toEqual([]);
  expect((await runner.report(claim, 0, loss([1], [1]))).duplicate).toBe(false);
});

type Deed =
  | { readonly kind: "send" | "zombie"; readonly sequence: number; readonly step: number; readonly value: number }
  | { readonly kind: "lose" };
/** JSON has no -0: it arrives as 0. */
const sendable = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0);
const deeds: fc.Arbitrary<Deed> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant("send" as const),
      sequence: fc.integer({ min: -3, max: 2 }),
      step: fc.nat(5),
      value: sendable,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant("zombie" as const), sequence: fc.nat(3), step: fc.nat(5), value: fc.constant(-666) }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: "lose" as const }) },
);

test("whatever is repeated, reordered or sent by a zombie, the table is what a plain reference says", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(deeds, { minLength: 4, maxLength: 14 }), async (script) => {
      const { runner, claim } = await start();
      let lease = claim;
      let old: Claim | null = null;
      let next = 0;
      let losses = 0;
      const table = new Map<number, { value: number; attempt: number }>();
      for (const deed of script) {
        if (deed.kind === "lose") {
          if (losses++ >= 3) continue;
          old = lease;
          lease = await loseTo(runner, claim.runId);
          next = 0;
          continue;
        }
        const contents = loss([deed.step], [deed.value]);
        if (deed.kind === "zombie") {
          if (old) expect((await runner.report(old, deed.sequence, contents)).errors).toMatchObject([{ code: "FENCED" }]);
          continue;
        }
        const sequence = Math.max(0, next + deed.sequence);
        const answer = await runner.report(lease, sequence, contents);
        if (sequence > next) expect(answer).toMatchObject({ accepted: false, expectedSequence: next, errors: [{ code: "GAP" }] });
        else expect(answer).toMatchObject({ accepted: true, duplicate: sequence < next, errors: [] });
        if (sequence === next) {
          table.set(deed.step, { value: deed.value, attempt: lease.leaseEpoch });
          next++;
        }
      }
      const stored = await points(claim.runId);
      expect(stored.map(({ step, value, attempt }) => [Number(step), value, attempt])).toEqual(
        [...table].toSorted(([a], [b]) => a - b).map(([step, { value, attempt }]) => [step, value, attempt]),
      );
    }),
    { numRuns: 25, endOnFailure: true },
  );
});
