import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { startTestApi, type TestApi } from "../../../../test/support/test-api.ts";
import { TrainingFloor, type Claim, type FakeRunner } from "../../../../test/support/training-floor.ts";
import { retryDelayMs } from "./end-lease.ts";
import { Reaper } from "./reaper.ts";

let api: TestApi;
let floor: TrainingFloor;

beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api?.stop());
afterEach(async () => expect(await floor.violations()).toEqual([]));

async function start(step = true): Promise<{ runner: FakeRunner; claim: Claim }> {
  floor = await TrainingFloor.open(api);
  await floor.createRun();
  const runner = await floor.runner();
  const claim = (await runner.claim())!;
  if (step) await runner.report(claim, 0, { progress: { step: 1, epoch: 0 } });
  return { runner, claim };
}
const reaper = (graceSeconds = 60) =>
  new Reaper({ database: api.server.services.database, log: api.server.services.log, tick: { awaySeconds: 15, graceSeconds } });

const logOf = async (runId: string): Promise<string[]> =>
  (await api.database.query<{ message: string }>("SELECT message FROM log_lines WHERE run_id = $1 ORDER BY sequence, line", [runId])).map(
    ({ message }) => message,
  );

/** Ticks until no expired lease is left: the API's own reaper may hold the place for a moment. */
async function reap(): Promise<void> {
  for (;;) {
    await reaper().tick();
    const [left] = await api.database.query<{ n: number }>(
      "SELECT count(*)::int AS n FROM runs WHERE status IN ('CLAIMED', 'RUNNING') AND lease_until < now()",
    );
    if (left!.n === 0) return;
  }
}

test("a finish is refused until every report of the lease has arrived, and then applies once", async () => {
  const { runner, claim } = await start();
  expect((await runner.finish(claim, 2, { outcome: "SUCCEEDED" })).errors).toMatchObject([{ code: "GAP" }]);
  await runner.report(claim, 1, {});
  await runner.report(claim, 2, {});
  expect((await runner.finish(claim, 1, { outcome: "SUCCEEDED" })).errors).toMatchObject([{ code: "INVALID_INPUT" }]);
  const done = { run: { status: "SUCCEEDED", endReason: "EARLY_STOPPED" }, errors: [] };
  expect(await runner.finish(claim, 2, { outcome: "SUCCEEDED", endReason: "EARLY_STOPPED" })).toMatchObject(done);
  expect(
    await runner.finish(claim, 2, { outcome: "FAILED", failure: { code: "X", message: "m", advice: "a", blame: "OURS" } }),
  ).toMatchObject(done);
  expect((await runner.report(claim, 3, {})).errors).toMatchObject([{ code: "LEASE_EXPIRED" }]);
  expect((await floor.ask("cancelRun", claim.runId)).errors).toMatchObject([{ code: "RUN_FINISHED" }]);
});

/** Reports `steps` as one report: losses, an epoch and a sample of it. */
const reportOf = async (steps: readonly number[], epoch: number): Promise<object> => {
  const [picture] = await api.database.query<{ id: string }>("SELECT id FROM pictures WHERE version_id = $1", [floor.versionId]);
  const step = steps.at(-1)!;
  return {
    progress: { step, epoch },
    metrics: [{ name: "loss", steps, values: steps.map((at) => 1 / at) }],
    epochs: [{ epoch, step, validationLoss: 1 / step, scores: [], seconds: 1 }],
    samples: [{ epoch, step, pictureId: picture!.id, text: "a shape" }],
  };
};

test("a run that ends before it has trained a lost attempt's steps again keeps nothing from beyond its end", async () => {
  const ends = [
    { reported: [3], last: 3, epochs: [0, 1] },
    { reported: [], last: 2, epochs: [0] },
  ];
  for (const { reported, last, epochs } of ends) {
    const { runner, claim } = await start(false);
    await runner.report(claim, 0, await reportOf([1, 2], 0));
    await runner.checkpoint(claim, { step: 2, afterSequence: 0 });
    await runner.report(claim, 1, await reportOf([3, 4, 5], 1));
    // The run goes on from before it, and may end before it.
    const { id: damaged } = await runner.checkpoint(claim, { step: 5, afterSequence: 1 });
    await api.database.query("UPDATE checkpoints SET damaged_at = now() WHERE id = $1", [damaged]);
    await runner.report(claim, 2, await reportOf([6], 2));
    await floor.silence(claim.runId);
    await reap();
    const again = (await runner.claim())!;
    await floor.ask("stopRun", claim.runId);
    for (const [sequence, step] of reported.entries()) await runner.report(again, sequence, await reportOf([step], 1));
    const before = await api.database.query("SELECT FROM metric_points WHERE run_id = $1 AND step > $2", [claim.runId, last]);
    expect(before.length).toBeGreaterThan(0);
    expect(await runner.finish(again, reported.length - 1, { outcome: "SUCCEEDED" })).toMatchObject({
      run: { status: "SUCCEEDED", endReason: "STOPPED" },
    });
    const stepsOf = (table: string) =>
      api.database.query<{ step: string }>(`SELECT DISTINCT step FROM ${table} WHERE run_id = $1 ORDER BY step`, [claim.runId]);
    expect((await stepsOf("metric_points")).map(({ step }) => Number(step))).toEqual(Array.from({ length: last }, (_, index) => index + 1));
    for (const table of ["epoch_summaries", "samples"])
      expect(
        (await stepsOf(table)).map(({ step }) => Number(step)),
        table,
      ).toEqual([2, 3].slice(0, epochs.length));
    expect(await floor.run(claim.runId)).toMatchObject({ step: String(last), best_epoch: epochs.at(-1), best_validation_loss: 1 / last });
    expect(await floor.violations()).toEqual([]);
  }
});

test("a failure is kept for people", async () => {
  const { runner, claim } = await start();
  expect((await runner.finish(claim, 0, { outcome: "FAILED" })).errors).toMatchObject([{ code: "INVALID_INPUT", path: ["failure"] }]);
  const failure = { code: "NAN_LOSS", message: "The loss is not a number.", advice: "Lower the learning rate.", blame: "YOURS" };
  expect(await runner.finish(claim, 0, { outcome: "FAILED", failure })).toMatchObject({ run: { status: "FAILED" } });
  const { run } = await floor.user.client.data<{ run: object }>(
    "query ($id: ID!) { run(id: $id) { failure { code message advice blame } finishedAt } }",
    { id: claim.runId },
  );
  expect(run).toMatchObject({ failure, finishedAt: expect.any(String) });
});

test("a waiting or paused run is cancelled at once, a live one when its runner says so", async () => {
  floor = await TrainingFloor.open(api);
  const { id } = await floor.createRun();
  for (const mutation of ["stopRun", "pauseRun", "resumeRun"])
    expect((await floor.ask(mutation, id)).errors).toMatchObject([{ code: "INVALID_INPUT" }]);
  expect(await floor.ask("cancelRun", id)).toMatchObject({ run: { status: "CANCELLED", requested: null }, errors: [] });
  const second = await floor.createRun();
  const runner = await floor.runner();
  const claim = (await runner.claim())!;
  expect((await runner.finish(claim, -1, { outcome: "CANCELLED" })).errors).toMatchObject([{ code: "INVALID_INPUT" }]);
  expect(await floor.ask("cancelRun", second.id)).toMatchObject({ run: { status: "CLAIMED", requested: "CANCEL" } });
  expect((await floor.ask("stopRun", second.id)).errors).toMatchObject([{ code: "INVALID_INPUT" }]);
  expect((await runner.renew(claim)).requested).toBe("CANCEL");
  expect((await runner.report(claim, 0, {})).requested).toBe("CANCEL");
  expect(await runner.finish(claim, 0, { outcome: "CANCELLED" })).toMatchObject({ run: { status: "CANCELLED" } });
});

test("a run is paused, resumed, and a pause taken back ends in the queue", async () => {
  const { runner, claim } = await start();
  expect(await floor.ask("pauseRun", claim.runId)).toMatchObject({ run: { requested: "PAUSE" } });
  expect(await runner.finish(claim, 0, { outcome: "PAUSED" })).toMatchObject({ run: { status: "PAUSED" } });
  expect(await runner.finish(claim, 0, { outcome: "PAUSED" })).toMatchObject({ run: { status: "PAUSED" } });
  expect(await floor.ask("resumeRun", claim.runId)).toMatchObject({ run: { status: "QUEUED", requested: null } });
  const again = (await runner.claim())!;
  await floor.ask("pauseRun", claim.runId);
  expect(await floor.ask("resumeRun", claim.runId)).toMatchObject({ run: { status: "CLAIMED", requested: null } });
  expect(await runner.finish(again, -1, { outcome: "PAUSED" })).toMatchObject({ run: { status: "QUEUED" } });
  const third = (await runner.claim())!;
  await floor.ask("pauseRun", claim.runId);
  await floor.ask("stopRun", claim.runId);
  expect(await runner.finish(third, -1, { outcome: "PAUSED" })).toMatchObject({ run: { status: "SUCCEEDED", endReason: "STOPPED" } });
});

test("a silent runner's run is queued again, once, and a runner that speaks in time keeps it", async () => {
  const { runner, claim } = await start();
  await floor.silence(claim.runId);
  expect((await runner.renew(claim)).errors).toEqual([]);
  await reap();
  expect((await floor.run(claim.runId)).status).toBe("RUNNING");
  await floor.silence(claim.runId);
  await Promise.all([reap(), reap(), reap()]);
  expect(await floor.run(claim.runId)).toMatchObject({ status: "QUEUED", attempts_without_progress: 1, runner_id: null });
  expect(await logOf(claim.runId)).toEqual([
    "The runner test took the run (attempt 1), from its start.",
    expect.stringMatching(/^The runner test fell silent for 3\d s; the run is queued again, from its start; one step is trained again\.$/),
  ]);
  expect((await runner.claim())!.leaseEpoch).toBe(claim.leaseEpoch + 1);
});

test("the run's log says who asked what of it, and where a lost run goes on", async () => {
  const { runner, claim } = await start();
  await runner.checkpoint(claim, { step: 1, afterSequence: 0 });
  await runner.report(claim, 1, { progress: { step: 3, epoch: 0 } });
  await floor.ask("pauseRun", claim.runId);
  await floor.ask("resumeRun", claim.runId);
  await floor.silence(claim.runId);
  await reap();
  await floor.ask("cancelRun", claim.runId);
  const news = (await logOf(claim.runId)).slice(1);
  expect(news).toEqual([
    "Ada asked for the run to be paused.",
    "Ada resumed the run.",
    expect.stringMatching(/^The runner test fell silent for 3\d s; the run is queued again, from step 1; 2 steps are trained again\.$/),
    "Ada cancelled the run.",
  ]);
});

test("after an outage of the API, runners have a grace before they are reaped", async () => {
  const { claim } = await start();
  await floor.silence(claim.runId);
  await api.database.query(
    "INSERT INTO platform_ticks (id, ticked_at) VALUES (1, now()) ON CONFLICT (id) DO UPDATE SET ticked_at = now() - interval '16 seconds', grace_until = NULL",
  );
  let tick = await reaper().tick();
  while (tick.skipped === "another") tick = await reaper().tick();
  const [row] = await api.database.query<{ grace: boolean }>(
    "SELECT grace_until > now() + interval '50 seconds' AS grace FROM platform_ticks",
  );
  expect([row!.grace, tick.reaped, (await floor.run(claim.runId)).status]).toEqual([true, 0, "RUNNING"]);
  await api.database.query("UPDATE platform_ticks SET grace_until = now() - interval '1 second', ticked_at = now()");
  await reap();
  expect((await floor.run(claim.runId)).status).toBe("QUEUED");
});

test("what was asked of a run comes true when its lease is over", async () => {
  const wishes = [
    ["cancelRun", "CANCELLED", null],
    ["pauseRun", "PAUSED", null],
    ["stopRun", "QUEUED", "STOP"],
  ] as const;
  for (const [mutation, status, requested] of wishes) {
    const { claim, runner } = await start();
    await floor.ask(mutation, claim.runId);
    await floor.silence(claim.runId);
    await reap();
    expect(await floor.run(claim.runId)).toMatchObject({ status, requested });
    if (requested) expect((await runner.claim())!.requested).toBe("STOP");
  }
});

test("a run that gets nowhere fails after five attempts, and a checkpoint begins the count anew", async () => {
  const { runner, claim: first } = await start();
  let claim = first;
  const lose = async (): Promise<void> => {
    await floor.silence(claim.runId);
    await reap();
    await api.database.query("UPDATE runs SET not_before = now() WHERE id = $1", [claim.runId]);
  };
  for (let i = 1; i <= 4; i++) {
    await lose();
    expect(await floor.run(claim.runId)).toMatchObject({ status: "QUEUED", attempts_without_progress: i });
    claim = (await runner.claim())!;
  }
  await runner.report(claim, 0, { progress: { step: 5, epoch: 0 } });
  expect((await runner.checkpoint(claim, { step: 5, afterSequence: 0 })).errors).toEqual([]);
  expect(await floor.run(claim.runId)).toMatchObject({ attempts_without_progress: 0 });
  for (let i = 1; i <= 4; i++) {
    await lose();
    claim = (await runner.claim())!;
    expect(claim.resumeFrom?.step).toBe(5);
  }
  await runner.release(claim);
  expect(await floor.run(claim.runId)).toMatchObject({ status: "QUEUED", attempts_without_progress: 4 });
  claim = (await runner.claim())!;
  await lose();
  expect(await floor.run(claim.runId)).toMatchObject({ status: "FAILED", failure: { code: "RUNNER_LOST", blame: "MACHINE" } });
});

test("a run that breaks every runner fails with the reason that the last one gave", async () => {
  const { runner, claim: first } = await start(false);
  const failure = { code: "TRAINER_CRASHED", message: "The trainer ended with SIGSEGV.", advice: "Report it.", blame: "OURS" };
  let claim = first;
  for (let i = 1; i <= 5; i++) {
    expect(await runner.release(claim, { failure })).toMatchObject({ released: true, errors: [] });
    expect(await runner.release(claim, { failure })).toMatchObject({ released: true, errors: [] });
    if (i === 5) break;
    const row = await floor.run(claim.runId);
    expect(row).toMatchObject({ status: "QUEUED", attempts_without_progress: i, failure });
    await api.database.query("UPDATE runs SET not_before = now() WHERE id = $1", [claim.runId]);
    claim = (await runner.claim())!;
  }
  expect(await floor.run(claim.runId)).toMatchObject({ status: "FAILED", failure });
  const lines = await api.database.query("SELECT DISTINCT level FROM log_lines WHERE run_id = $1 AND message NOT LIKE '%took the run%'", [
    claim.runId,
  ]);
  expect(lines).toEqual([{ level: "ERROR" }]);
});

test("nothing waits after the first loss; later ones wait up to twice as long each time, at most ten minutes", () => {
  const longest = (lost: number) => retryDelayMs(lost, () => 1);
  expect([1, 2, 3, 4, 10].map(longest)).toEqual([0, 20_000, 40_000, 80_000, 600_000]);
  expect(retryDelayMs(4, () => 0)).toBe(0);
});
