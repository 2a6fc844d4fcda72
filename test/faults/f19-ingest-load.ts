/** @file F19: 16 runners report as fast as the API takes it; everything is stored, and nobody waits long. */
import { ingest } from "../bench/api/ingest.ts";
import { Reporter } from "../bench/api/reporter.ts";
import { readSamples } from "../bench/api/samples.ts";
import type { FaultRow, Figure } from "./support/figure.ts";
import { percentile } from "./support/random.ts";
import { createTraining } from "./support/training.ts";

const RUNNERS = 16;
const POINTS = 100;
const CURVES = 5;

export const ingestLoad: FaultRow = {
  id: "F19",
  title: "ingest load",
  async run(context): Promise<Figure[]> {
    const platform = await context.platform();
    const poolId = await platform.createPool("f19");
    const reporters: Reporter[] = [];
    for (let i = 0; i < RUNNERS; i++) {
      await createTraining(platform, { poolId, name: `f19-${i}`, epochs: 1000, pictures: 400, everySteps: 0 });
      reporters.push(await Reporter.start(platform.apiUrl, `Bearer ${(await platform.createRunner(poolId, `f19-${i}`)).token}`));
    }
    const { perSecond, times, lagMs } = await ingest(reporters, POINTS, context.times(4, 10, 60), () => readSamples(platform.apiUrl));
    let wrong = 0;
    for (const { claim, step } of reporters) {
      const [stored] = await platform.database.query<{ points: number }>(
        "SELECT count(*)::int AS points FROM metric_points WHERE run_id = $1",
        [claim.runId],
      );
      wrong += Math.abs(stored!.points - step * CURVES);
      await platform.ask("cancelRun", claim.runId);
    }
    const did = `${RUNNERS} runners, reports of ${POINTS} points, one after the other, through GraphQL`;
    const n = times.length;
    const p99 = percentile(times, 0.99);
    return [
      { row: "F19", did, n, wanted: "points acknowledged = points stored", measured: `${wrong} differ`, pass: wrong === 0 },
      {
        row: "F19",
        did,
        n,
        wanted: ">= 20,000 points/s",
        measured: `${Math.round(perSecond).toLocaleString("en")}/s`,
        pass: perSecond >= 20_000,
      },
      { row: "F19", did, n, wanted: "p99 of a report < 250 ms", measured: `${p99.toFixed(0)} ms`, pass: p99 < 250 },
      { row: "F19", did, n, wanted: "event-loop lag of the API p99 < 100 ms", measured: `${lagMs.toFixed(0)} ms`, pass: lagMs < 100 },
    ];
  },
};
