/** @file F15: wall clocks that are wrong and jump, of runners, then of the API. Leases and tokens follow the database's clock alone. */
import { TestClient } from "../support/test-client.ts";
import { FakeClock, hasFakeClock, WHY_NO_FAKE_CLOCK } from "./support/fake-clock.ts";
import type { FaultContext, FaultRow, Figure } from "./support/figure.ts";
import { describe, IngestLoad, isClean } from "./support/ingest-load.ts";
import type { Platform } from "./support/platform.ts";
import { delay } from "./support/programs.ts";
import { RunnerProcess } from "./support/runner-process.ts";
import { createTraining, loadAttempts, stepFaults, untilStatus, untilStep } from "./support/training.ts";

const OFFSETS = ["+1h", "-1h", "+1d", "-1d"] as const;
const opposite = (offset: string): string => `${offset.startsWith("+") ? "-" : "+"}${offset.slice(1)}`;
/** Longer than a lease and a tick of the reaper: whatever would be reaped early has been. */
const WATCHED_MS = 40_000;

interface Skewed {
  readonly offset: string;
  readonly outcomes: string;
  readonly faults: number;
}

/** A training under a runner whose clock is `offset` off, and jumps to the opposite in the middle. */
async function skewedRunner(platform: Platform, offset: string): Promise<Skewed> {
  const clock = new FakeClock(offset);
  const poolId = await platform.createPool("f15");
  const runner = await RunnerProcess.start(platform, { poolId, name: `f15${offset}`, env: clock.env });
  const id = await createTraining(platform, { poolId, name: `clock ${offset}`, epochs: 9999, pictures: 400, everySteps: 100 });
  await untilStep(platform, id, 100);
  clock.set(opposite(offset));
  await delay(WATCHED_MS);
  const jumped = await untilStep(platform, id, 200);
  await platform.ask("stopRun", id);
  const ended = await untilStatus(platform, id, "SUCCEEDED");
  const { missing, doubled, beyond } = await stepFaults(platform, id, ended.step);
  const outcomes = (await loadAttempts(platform, id)).map(({ outcome }) => outcome).join(", ");
  await runner.program.end();
  return { offset, outcomes, faults: missing + doubled + beyond + (ended.step > jumped.step ? 0 : 1) };
}

/** Keys whose end is an hour away, or a minute ago, by the database's clock. @returns how many were judged wrongly. */
async function wrongKeys(platform: Platform): Promise<number> {
  const keyOf = async (ends: string): Promise<string> => {
    const name = `f15 ${ends} ${Date.now()}`;
    const { createApiKey } = await platform.mutate<{ createApiKey: { secret: string } }>(
      "createApiKey",
      { teamId: platform.teamId, name, scopes: ["READ"] },
      "secret",
    );
    await platform.database.query("UPDATE api_keys SET expires_at = now() + $2::interval WHERE name = $1", [name, ends]);
    return createApiKey.secret;
  };
  let wrong = 0;
  for (const [ends, isGood] of [
    ["1 hour", true],
    ["-1 minute", false],
  ] as const) {
    const client = new TestClient(platform.apiUrl, { authorization: `Bearer ${await keyOf(ends)}` });
    const { data, errors } = await client.ask<{ runs: unknown }>("query ($id: ID!) { dataset(id: $id) { id } }", {
      id: platform.datasetId,
    });
    if ((data !== null && data !== undefined && !errors) !== isGood) wrong++;
  }
  return wrong;
}

/** The API under a clock `offset` off, then `jump`, while runners train and report. */
async function skewedApi(platform: Platform, offset: string, { say }: FaultContext): Promise<Figure> {
  const clock = new FakeClock("+0");
  await platform.api.end();
  platform.startApi(clock.env);
  await platform.untilReady();
  const poolId = await platform.createPool("f15");
  const runner = await RunnerProcess.start(platform, { poolId, name: `f15-api${offset}` });
  const id = await createTraining(platform, { poolId, name: `API's clock ${offset}`, epochs: 9999, pictures: 400, everySteps: 50 });
  const load = await IngestLoad.start(platform, "f15", 2, { everyMs: 300 });
  await untilStep(platform, id, 100);
  clock.set(offset);
  await delay(WATCHED_MS);
  const wrong = await wrongKeys(platform);
  await platform.ask("stopRun", id);
  const ended = await untilStatus(platform, id, "SUCCEEDED");
  const { missing, doubled, beyond } = await stepFaults(platform, id, ended.step);
  const attempts = await loadAttempts(platform, id);
  const end = await load.finish();
  await runner.program.end();
  say(
    `  API ${offset}: training ${attempts.map(({ outcome }) => outcome).join(", ")}, ${wrong} keys judged wrongly, ${end.reaped} reaped; ${describe(end)}`,
  );
  const measured = `${end.reaped} reaped, training in ${attempts.length} attempt(s), ${missing + doubled + beyond} steps wrong; ${wrong} keys judged wrongly; ${describe(end)}`;
  return {
    row: "F15",
    did: `API's clock jumps by ${offset}`,
    n: 1,
    wanted: "0 reaped or lost; keys end by the database's clock",
    measured,
    pass: end.reaped === 0 && attempts.length === 1 && missing + doubled + beyond + wrong === 0 && isClean(end),
  };
}

export const clockSkew: FaultRow = {
  id: "F15",
  title: "wrong clocks",
  async run(context): Promise<Figure[]> {
    const did = "runners' clocks +-1 h and +-1 d off, then jumping to the opposite";
    if (!hasFakeClock) return [{ row: "F15", did, n: 0, wanted: "0 reaped", measured: `skipped: ${WHY_NO_FAKE_CLOCK}`, pass: null }];
    const platform = await context.platform();
    const runners = await Promise.all(OFFSETS.map((offset) => skewedRunner(platform, offset)));
    const isGood = runners.every(({ outcomes, faults }) => outcomes === "SUCCEEDED" && faults === 0);
    const figures: Figure[] = [
      {
        row: "F15",
        did,
        n: runners.length,
        wanted: "one attempt each, 0 steps wrong",
        measured: runners.map(({ offset, outcomes, faults }) => `${offset}: ${outcomes}, ${faults}`).join("; "),
        pass: isGood,
      },
    ];
    for (const offset of context.pace === "full" ? OFFSETS : (["-1d"] as const)) figures.push(await skewedApi(platform, offset, context));
    await platform.api.end();
    platform.startApi();
    await platform.untilReady();
    return figures;
  },
};
