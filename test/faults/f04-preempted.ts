/** @file F4: the machine is taken away with notice. The runner ends its step, writes a checkpoint and gives the run back. */
import type { FaultRow, Figure } from "./support/figure.ts";
import { until } from "./support/programs.ts";
import { largest, seconds } from "./support/random.ts";
import { RunnerProcess } from "./support/runner-process.ts";
import { createTraining, finalWeights, loadAttempts, loadRun, stepFaults, stepsOf, untilStatus, untilStep } from "./support/training.ts";
import { unbrokenRun } from "./support/unbroken-run.ts";

const RELEASE_MS_MAX = 30_000;
const STEPS_BETWEEN = 60;

export const preemptedRunner: FaultRow = {
  id: "F4",
  title: "SIGTERM to a runner that trains",
  async run({ times, chance, say, platform: getPlatform }): Promise<Figure[]> {
    const platform = await getPlatform();
    const n = times(1, 4, 20);
    const plan = { pictures: 400, epochs: Math.ceil(((n + 1) * STEPS_BETWEEN) / 50) + 1, everySteps: 1000 };
    const reference = await unbrokenRun(platform, plan);
    const poolId = await platform.createPool("f4");
    const id = await createTraining(platform, { ...plan, poolId, name: "preempted" });
    const releaseMs: number[] = [];
    let lost = 0;
    let counted = 0;
    let unreleased = 0;
    let runner = await RunnerProcess.start(platform, { poolId, name: "f4-0" });
    for (let at = 1; at <= n; at++) {
      await untilStep(platform, id, Math.floor((at - 1 + chance.between(0.2, 0.8)) * STEPS_BETWEEN));
      const askedMs = Date.now();
      const exit = await runner.program.end(60_000);
      releaseMs.push(exit.atMs - askedMs);
      const run = await loadRun(platform, id);
      const attempt = (await loadAttempts(platform, id)).at(-1)!;
      if (attempt.outcome !== "RELEASED" || exit.code !== 0) unreleased++;
      counted += run.attemptsWithoutProgress;
      runner = await RunnerProcess.start(platform, { poolId, name: `f4-${at}` });
      const next = await until(
        "the next attempt",
        async () => (await loadAttempts(platform, id)).find(({ number }) => number === at + 1),
        60_000,
      );
      lost += Math.abs(run.step - next.fromStep);
      say(
        `  released in ${seconds(exit.atMs - askedMs)} at step ${run.step} as ${attempt.outcome}; the next attempt goes on from step ${next.fromStep}`,
      );
    }
    const ended = await untilStatus(platform, id, "SUCCEEDED");
    const { missing, doubled, beyond } = await stepFaults(platform, id, stepsOf(plan));
    const faults = missing + doubled + beyond + ended.replayDivergent;
    await runner.program.end();
    const isEqual = (await finalWeights(platform, id)).sha256 === reference;
    const did = "SIGTERM at random moments of one run, another runner goes on";
    return [
      {
        row: "F4",
        did,
        n,
        wanted: "checkpoint and release <= 30 s",
        measured: `slowest ${seconds(largest(releaseMs))}, ${unreleased} not released`,
        pass: largest(releaseMs) <= RELEASE_MS_MAX && unreleased === 0,
      },
      { row: "F4", did, n, wanted: "attempts without progress unchanged", measured: `+${counted}`, pass: counted === 0 },
      { row: "F4", did, n, wanted: "resume loses 0 steps", measured: String(lost), pass: lost === 0 },
      {
        row: "F4",
        did,
        n,
        wanted: "0 steps missing, doubled or diverging; weights equal",
        measured: `${faults}; ${isEqual ? "equal" : "NOT equal"}`,
        pass: faults === 0 && isEqual,
      },
    ];
  },
};
