/** @file F6: PostgreSQL is killed while eight runners report; what was acknowledged is there, and the API heals by itself. */
import type { FaultRow, Figure } from "./support/figure.ts";
import { describe, IngestLoad, isClean } from "./support/ingest-load.ts";
import { delay, until } from "./support/programs.ts";
import { largest, percentile, seconds } from "./support/random.ts";

const RUNNERS = 8;
const HEALTHY_MS_MAX = 10_000;

export const databaseKilled: FaultRow = {
  id: "F6",
  title: "PostgreSQL killed under load",
  async run({ times, chance, say, platform: getPlatform }): Promise<Figure[]> {
    const platform = await getPlatform();
    const n = times(1, 3, 15);
    const load = await IngestLoad.start(platform, "f6", RUNNERS);
    const { pid } = platform.api;
    const recoveries: number[] = [];
    const healths: number[] = [];
    const reports: number[] = [];
    let lost = 0;
    let torn = 0;
    for (let at = 0; at < n; at++) {
      await delay(chance.between(1_000, 4_000));
      await platform.database.kill();
      const acknowledged = load.acknowledged();
      recoveries.push(await platform.database.restart());
      const upMs = Date.now();
      healths.push((await platform.untilReady()) - upMs);
      const stored = await load.lostOf(acknowledged);
      lost += stored.missing;
      torn += stored.torn;
      say(
        `  PostgreSQL back after ${seconds(recoveries.at(-1)!)}, the API ready ${seconds(healths.at(-1)!)} later, ${acknowledged.reduce((a, b) => a + b, 0)} acknowledged points looked for`,
      );
      reports.push(await load.reconnectMs(upMs, until));
    }
    const end = await load.finish();
    const unhandled = platform.api.log().filter(({ message }) => message.includes("that nobody caught")).length;
    const did = `kill -9 of the postmaster under ${RUNNERS} runners`;
    const median = percentile(recoveries, 0.5);
    return [
      {
        row: "F6",
        did,
        n,
        wanted: "0 acknowledged points lost, 0 reports torn",
        measured: `${lost} lost, ${torn} torn`,
        pass: lost + torn === 0,
      },
      { row: "F6", did, n, wanted: "0 lost, doubled, wrong or torn at the end", measured: describe(end), pass: isClean(end) },
      {
        row: "F6",
        did,
        n,
        wanted: "API ready, and takes reports, <= 10 s after the database",
        measured: `slowest ${seconds(largest(healths))}, reports of all arrive after ${seconds(largest(reports))}; recovery median ${seconds(median)}, slowest ${seconds(largest(recoveries))}`,
        pass: Math.max(largest(healths), largest(reports)) <= HEALTHY_MS_MAX,
        isTime: true,
      },
      {
        row: "F6",
        did,
        n,
        wanted: "0 unhandled rejections, the same API process",
        measured: `${unhandled}, ${platform.api.isRunning && platform.api.pid === pid ? "the same" : "ANOTHER"}`,
        pass: unhandled === 0 && platform.api.isRunning && platform.api.pid === pid,
      },
      { row: "F6", did, n, wanted: "0 runs reaped", measured: String(end.reaped), pass: end.reaped === 0 },
    ];
  },
};
