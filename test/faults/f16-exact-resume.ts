/** @file F16: a training that is killed at chosen steps and goes on ends with the weights of one that never stopped, bit for bit. */
import type { FaultContext, FaultRow, Figure } from "./support/figure.ts";
import type { Platform } from "./support/platform.ts";
import { isAlive, until } from "./support/programs.ts";
import { RunnerProcess } from "./support/runner-process.ts";
import { createTraining, finalWeights, loadRun, stepFaults, stepsOf, untilStatus, untilStep } from "./support/training.ts";
import { unbrokenRun } from "./support/unbroken-run.ts";

const PLAN = { epochs: 3, pictures: 200, everySteps: 10 };
const EPOCH = stepsOf({ ...PLAN, epochs: 1 });
const CUTS = [
  { name: "step 1", step: 1 },
  { name: "the middle of an epoch", step: Math.floor(1.5 * EPOCH) },
  { name: "the edge of an epoch", step: 2 * EPOCH },
  { name: "the last step", step: stepsOf(PLAN) },
] as const;

/** Kills the runner when the API has heard of `step`; the same runner comes back and goes on with its own lease and spool. */
async function cutAt(
  platform: Platform,
  seed: number,
  cut: (typeof CUTS)[number],
  { say }: FaultContext,
): Promise<{ sha256: string; wrong: number }> {
  const poolId = await platform.createPool("f16");
  const runner = await RunnerProcess.start(platform, { poolId, name: "f16" });
  const id = await createTraining(platform, { ...PLAN, seed, poolId, name: `cut at ${cut.name}` });
  await untilStep(platform, id, cut.step);
  const at = await loadRun(platform, id);
  const trainer = await runner.kill();
  if (trainer !== null) await until("the orphaned trainer ends", () => !isAlive(trainer), 30_000, 10);
  runner.restart();
  const ended = await untilStatus(platform, id, "SUCCEEDED");
  const { missing, doubled, beyond } = await stepFaults(platform, id, stepsOf(PLAN));
  await runner.program.end();
  const { sha256 } = await finalWeights(platform, id);
  say(
    `  seed ${seed}, cut at ${cut.name}: killed at step ${at.step}, ${at.status}; ended in attempt ${ended.leaseEpoch}, ${ended.replayDivergent} diverging`,
  );
  return { sha256, wrong: missing + doubled + beyond + ended.replayDivergent };
}

export const exactResume: FaultRow = {
  id: "F16",
  title: "resume that is exact to the bit",
  async run(context): Promise<Figure[]> {
    const platform = await context.platform();
    const seeds = Array.from({ length: context.times(1, 1, 3) }, (_, i) => 42 + i);
    let equal = 0;
    let wrong = 0;
    let n = 0;
    for (const seed of seeds) {
      const reference = await unbrokenRun(platform, { ...PLAN, seed });
      for (const cut of CUTS) {
        const end = await cutAt(platform, seed, cut, context);
        n++;
        wrong += end.wrong;
        if (end.sha256 === reference) equal++;
      }
    }
    const did = `kill -9 at step 1, mid-epoch, epoch edge, last step; the same runner goes on; ${seeds.length} seed(s), on a processor`;
    return [
      { row: "F16", did, n, wanted: `final weights equal in every bit ${n}/${n}`, measured: `${equal}/${n}`, pass: equal === n },
      { row: "F16", did, n, wanted: "0 steps missing, doubled or diverging", measured: String(wrong), pass: wrong === 0 },
    ];
  },
};
