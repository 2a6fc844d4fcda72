/** @file F23: how soon a cancelled run's trainer is gone, with the pushed command and without. */
import type { FaultContext, FaultRow, Figure } from "./support/figure.ts";
import { FaultProxy } from "./support/fault-proxy.ts";
import type { Platform } from "./support/platform.ts";
import { isAlive, until } from "./support/programs.ts";
import { largest, percentile, seconds } from "./support/random.ts";
import { RunnerProcess } from "./support/runner-process.ts";
import { createTraining, loadRun, untilStep } from "./support/training.ts";

const GONE_MS_MAX = 32_000;

/** @returns milliseconds from the call to CANCELLED, and to the death of the trainer. */
async function cancels(
  platform: Platform,
  n: number,
  withoutSockets: boolean,
  { chance }: FaultContext,
): Promise<{ cancelled: number[]; gone: number[] }> {
  const proxy = await FaultProxy.start(platform.apiPort, chance.next);
  proxy.weather = { withoutSockets };
  const poolId = await platform.createPool("f23");
  const runner = await RunnerProcess.start(platform, { poolId, name: withoutSockets ? "f23-polls" : "f23-listens", apiUrl: proxy.url });
  const cancelled: number[] = [];
  const gone: number[] = [];
  for (let at = 0; at < n; at++) {
    const id = await createTraining(platform, { poolId, name: `cancelled ${at}`, epochs: 5000, pictures: 400, everySteps: 100 });
    await untilStep(platform, id, Math.floor(chance.between(1, 20)));
    const trainer = runner.trainerOf(id)!;
    const askedMs = performance.now();
    await platform.ask("cancelRun", id);
    const isGone = until("the trainer ends", () => !isAlive(trainer), 60_000, 5).then(() => gone.push(performance.now() - askedMs));
    await until("the run is CANCELLED", async () => (await loadRun(platform, id)).status === "CANCELLED", 60_000, 10);
    cancelled.push(performance.now() - askedMs);
    await isGone;
  }
  await runner.program.end();
  await proxy.close();
  return { cancelled, gone };
}

export const cancelLatency: FaultRow = {
  id: "F23",
  title: "cancel while training",
  async run(context): Promise<Figure[]> {
    const platform = await context.platform();
    const figures: Figure[] = [];
    for (const { withoutSockets, n, maxMs } of [
      { withoutSockets: false, n: context.times(1, 8, 100), maxMs: 2_000 },
      { withoutSockets: true, n: context.times(1, 2, 100), maxMs: 12_000 },
    ]) {
      const { cancelled, gone } = await cancels(platform, n, withoutSockets, context);
      const did = withoutSockets ? "no WebSocket: replies carry the wish" : "with WebSocket";
      const p95 = percentile(cancelled, 0.95);
      figures.push({
        row: "F23",
        did,
        n,
        wanted: `CANCELLED p95 <= ${maxMs / 1000} s`,
        measured: `p50 ${seconds(percentile(cancelled, 0.5))}, p95 ${seconds(p95)}`,
        pass: p95 <= maxMs,
      });
      figures.push({
        row: "F23",
        did,
        n,
        wanted: "trainer gone <= 32 s",
        measured: `slowest ${seconds(largest(gone))}`,
        pass: largest(gone) <= GONE_MS_MAX,
      });
    }
    return figures;
  },
};
