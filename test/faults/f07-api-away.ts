/**
 * @file F7: the API is away for ten minutes (with --full; 50 s otherwise, which is longer than a lease of 30 s plus the 15 s
 * after which the API counts as away). The training goes on, the spools drain, nobody is reaped. No constant is shortened.
 */
import type { FaultRow, Figure } from "./support/figure.ts";
import { describe, IngestLoad, isClean } from "./support/ingest-load.ts";
import { delay, until } from "./support/programs.ts";
import { seconds } from "./support/random.ts";
import { RunnerProcess } from "./support/runner-process.ts";
import { createTraining, loadRun, stepFaults, untilStatus, untilStep } from "./support/training.ts";

const AWAY_MS_SHORT = 50_000;
const AWAY_MS_FULL = 600_000;
const DRAIN_MS_MAX = 60_000;
/** A real trainer's report, once a second, has about as many points. */
const REPORT_EVERY_MS = 500;
/** The grace of runners when the API returns; looked at until it is over. */
const GRACE_MS = 60_000;

/** The step that a runner shows in its status. */
const shownStep = (runner: RunnerProcess): number => Number(/training: step (\d+)/.exec(JSON.stringify(runner.status()))?.[1] ?? 0);

export const apiAway: FaultRow = {
  id: "F7",
  title: "API away for longer than any lease",
  async run({ pace, say, platform: getPlatform }): Promise<Figure[]> {
    const platform = await getPlatform();
    const poolId = await platform.createPool("f7");
    const runner = await RunnerProcess.start(platform, { poolId, name: "f7" });
    const id = await createTraining(platform, { poolId, name: "API away", epochs: 9999, pictures: 400, everySteps: 0 });
    await untilStep(platform, id, 10);
    const load = await IngestLoad.start(platform, "f7", 2, { everyMs: REPORT_EVERY_MS });
    await delay(3_000);
    await platform.api.end();
    const before = shownStep(runner);
    await delay(pace === "full" ? AWAY_MS_FULL : AWAY_MS_SHORT);
    const trained = shownStep(runner) - before;
    const waiting = load.runners.map(({ spool }) => spool.nextSequence - 1);
    const target = shownStep(runner);
    platform.startApi();
    const backMs = await platform.untilReady();
    await until(
      "the spools are drained",
      async () => load.runners.every(({ spool }, i) => spool.acknowledged >= waiting[i]!) && (await loadRun(platform, id)).step >= target,
      180_000,
    );
    const drainMs = Date.now() - backMs;
    say(`  ${trained} steps trained while the API was away; drained ${seconds(drainMs)} after its return`);
    await delay(backMs + GRACE_MS + 10_000 - Date.now());
    const { leaseEpoch } = await loadRun(platform, id);
    await platform.ask("stopRun", id);
    const ended = await untilStatus(platform, id, "SUCCEEDED");
    const { missing, doubled, beyond } = await stepFaults(platform, id, ended.step);
    const end = await load.finish();
    await runner.program.end();
    const did = `API ended for ${pace === "full" ? "600 s" : "50 s, not 10 min"}; 1 training and 2 reporting runners`;
    return [
      { row: "F7", did, n: 1, wanted: "training goes on", measured: `${trained} steps meanwhile`, pass: trained > 0 },
      {
        row: "F7",
        did,
        n: 1,
        wanted: "spools drained <= 60 s after the return",
        measured: seconds(drainMs),
        pass: drainMs <= DRAIN_MS_MAX,
      },
      {
        row: "F7",
        did,
        n: 1,
        wanted: "0 lost or doubled",
        measured: `training: ${missing} missing, ${doubled + beyond} doubled; ${describe(end)}`,
        pass: missing + doubled + beyond === 0 && isClean(end),
      },
      {
        row: "F7",
        did,
        n: 1,
        wanted: "0 runs reaped",
        measured: `${end.reaped}; the training ends in attempt ${leaseEpoch}`,
        pass: end.reaped === 0 && leaseEpoch === 1,
      },
    ];
  },
};
