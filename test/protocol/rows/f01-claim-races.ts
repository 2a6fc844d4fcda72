/** @file F1: runners race for one run, and one wins. */
import type { FaultRow, Figure } from "../../faults/support/figure.ts";
import { percentile } from "../../faults/support/random.ts";
import { fakeRunners, queueRun } from "./runners-of-pool.ts";

const P99_MS = 50;

export const claimRaces: FaultRow = {
  id: "F1",
  title: "runners race for one run",
  async run({ times, platform: getPlatform, say }): Promise<Figure[]> {
    const platform = await getPlatform();
    const races = times(10, 200, 1000);
    const figures: Figure[] = [];
    for (const count of [2, 8]) {
      const poolId = await platform.createPool("f1");
      const runners = await fakeRunners(platform, poolId, count);
      const tookMs: number[] = [];
      let won = 0;
      for (let race = 0; race < races; race++) {
        const runId = await queueRun(platform, poolId);
        const claims = await Promise.all(
          runners.map(async (runner) => {
            const began = performance.now();
            const claim = await runner.claim();
            tookMs.push(performance.now() - began);
            return { runner, claim };
          }),
        );
        const winners = claims.filter(({ claim }) => claim?.runId === runId);
        if (winners.length === 1) won++;
        else say(`  race ${race} had ${winners.length} winners`);
        for (const { runner, claim } of winners) await runner.finish(claim!, -1, { outcome: "SUCCEEDED" });
      }
      const did = `${count} runners ask at once, through GraphQL`;
      const p99 = percentile(tookMs, 0.99);
      // New runners come to an API that has just started.
      const first = Math.max(...tookMs.slice(0, count));
      figures.push(
        { row: "F1", did, n: races, wanted: `one winner ${races}/${races}`, measured: `${won}/${races}`, pass: won === races },
        {
          row: "F1",
          did,
          n: tookMs.length,
          wanted: `claim p99 < ${P99_MS} ms`,
          measured: `p50 ${percentile(tookMs, 0.5).toFixed(1)} ms, p99 ${p99.toFixed(1)} ms; the first race ${first.toFixed(1)} ms, the others p99 ${percentile(tookMs.slice(count), 0.99).toFixed(1)} ms`,
          pass: p99 < P99_MS,
          isTime: true,
        },
      );
    }
    return figures;
  },
};
