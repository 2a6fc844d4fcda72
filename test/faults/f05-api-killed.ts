/** @file F5: the API is killed while eight runners report, again and again. */
import type { FaultRow, Figure } from "./support/figure.ts";
import { describe, IngestLoad, isClean } from "./support/ingest-load.ts";
import { delay, until } from "./support/programs.ts";
import { largest, seconds } from "./support/random.ts";

const RUNNERS = 8;
const RECONNECT_MS_MAX = 15_000;

export const apiKilled: FaultRow = {
  id: "F5",
  title: "API killed while it takes reports",
  async run({ times, chance, say, platform: getPlatform }): Promise<Figure[]> {
    const platform = await getPlatform();
    const n = times(1, 4, 50);
    const load = await IngestLoad.start(platform, "f5", RUNNERS);
    const reconnects: number[] = [];
    let lost = 0;
    for (let at = 0; at < n; at++) {
      await delay(chance.between(500, 2_500));
      const killing = platform.crashApi(chance.between(0, 3_000));
      const acknowledged = load.acknowledged();
      const readyMs = await killing;
      reconnects.push(await load.reconnectMs(readyMs, until));
      lost += (await load.lostOf(acknowledged)).missing;
      say(`  ready again; all runners report after ${seconds(reconnects.at(-1)!)}`);
    }
    const end = await load.finish();
    const did = `kill -9 of the API under ${RUNNERS} runners, back after 0 to 3 s`;
    return [
      { row: "F5", did, n, wanted: "0 acknowledged points lost", measured: String(lost), pass: lost === 0 },
      { row: "F5", did, n, wanted: "0 lost, doubled, wrong or torn", measured: describe(end), pass: isClean(end) },
      {
        row: "F5",
        did,
        n,
        wanted: "runners report again <= 15 s",
        measured: `slowest ${seconds(largest(reconnects))}`,
        pass: largest(reconnects) <= RECONNECT_MS_MAX,
        isTime: true,
      },
      { row: "F5", did, n, wanted: "0 runs reaped", measured: String(end.reaped), pass: end.reaped === 0 },
    ];
  },
};
