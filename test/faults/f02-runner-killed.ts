/** @file F2: a runner is killed in the middle of a step; another one goes on from its checkpoint, to the same weights. */
import type { FaultContext, FaultRow, Figure } from "./support/figure.ts";
import type { Platform } from "./support/platform.ts";
import { delay, isAlive, until } from "./support/programs.ts";
import { largest, seconds } from "./support/random.ts";
import { RunnerProcess } from "./support/runner-process.ts";
import {
  createTraining,
  finalWeights,
  loadRun,
  stepFaults,
  stepsOf,
  type TrainingPlan,
  untilAttempt,
  untilStatus,
  untilStep,
} from "./support/training.ts";
import { unbrokenRun } from "./support/unbroken-run.ts";

const EVERY_STEPS = 50;
const planOf = ({ times }: FaultContext): Pick<TrainingPlan, "epochs" | "pictures" | "everySteps"> => ({
  epochs: times(8, 10, 16),
  pictures: 400,
  everySteps: EVERY_STEPS,
});
/** Steps come in reports: whoever waits for one of the last may find that the run has ended. */
const NOT_NEAR_END = 200;
const atOnce = ({ times }: FaultContext): number => times(2, 4, 4);
/** A lease of 30 s, a tick of the reaper, a poll. */
const RECLAIM_MS_MAX = 40_000;
/** It ends when its channel to the runner closes, as soon as the step that it is in lets it. */
const ORPHAN_MS_MAX = 5_000;
/** A checkpoint counts when the API has all of it: what is trained while it travels may be lost, too. */
const TRAVEL_SECONDS = 1;

interface Wave {
  readonly reclaimMs: number[];
  readonly lostSteps: number[];
  /** Of the runs before they were broken. */
  readonly stepsPerSecond: number[];
  readonly orphanMs: number[];
  faults: number;
  divergent: number;
  readonly weights: string[];
}

/** Kills all runners that train, lets as many idle ones go on, and waits for the end. */
async function killOnce(platform: Platform, poolId: string, wave: string, context: FaultContext, seen: Wave): Promise<void> {
  const { chance, say } = context;
  const plan = planOf(context);
  const start = (name: string): Promise<RunnerProcess> => RunnerProcess.start(platform, { poolId, name: `${wave}-${name}` });
  const first = await Promise.all(Array.from({ length: atOnce(context) }, (_, i) => start(`first-${i}`)));
  const runs = await Promise.all(first.map((_, i) => createTraining(platform, { ...plan, poolId, name: `${wave}-${i}` })));
  await Promise.all(runs.map((id) => untilStep(platform, id, 1)));
  const second = await Promise.all(first.map((_, i) => start(`second-${i}`)));
  await Promise.all(
    runs.map(async (id) => {
      const beganMs = Date.now();
      const { step: began } = await loadRun(platform, id);
      await untilStep(platform, id, Math.floor(chance.between(2, stepsOf(plan) - NOT_NEAR_END)));
      await delay(chance.between(0, 200));
      const victim = first.find((runner) => runner.trainerOf(id) !== null)!;
      const trainer = await victim.kill();
      const killedMs = Date.now();
      if (trainer !== null) await until("the orphaned trainer ends", () => !isAlive(trainer), 30_000, 5);
      seen.orphanMs.push(Date.now() - killedMs);
      const { step } = await loadRun(platform, id);
      seen.stepsPerSecond.push((step - began) / ((killedMs - beganMs) / 1000));
      const again = await untilAttempt(platform, id, 2);
      seen.reclaimMs.push(again.claimedAtMs - killedMs);
      seen.lostSteps.push(step - again.fromStep);
      say(
        `  ${victim.name} killed at step ${step}, claimed again after ${seconds(again.claimedAtMs - killedMs)} from step ${again.fromStep}`,
      );
      const ended = await untilStatus(platform, id, "SUCCEEDED");
      seen.divergent += ended.replayDivergent;
      const { missing, doubled, beyond } = await stepFaults(platform, id, stepsOf(plan));
      seen.faults += missing + doubled + beyond;
      seen.weights.push((await finalWeights(platform, id)).sha256);
    }),
  );
  await Promise.all(second.map(({ program }) => program.end()));
}

export const runnerKilled: FaultRow = {
  id: "F2",
  title: "runner killed in the middle of a step",
  async run(context): Promise<Figure[]> {
    const platform = await context.platform();
    const waves = Math.ceil(context.times(1, 4, 50) / atOnce(context));
    // Beside the first wave, most of which is waiting.
    const unbroken = unbrokenRun(platform, planOf(context));
    const poolId = await platform.createPool("f2");
    const seen: Wave = { reclaimMs: [], lostSteps: [], stepsPerSecond: [], orphanMs: [], faults: 0, divergent: 0, weights: [] };
    for (let wave = 0; wave < waves; wave++) await Promise.all([unbroken, killOnce(platform, poolId, `f2-${wave}`, context, seen)]);
    const reference = await unbroken;
    const n = seen.reclaimMs.length;
    const lostMax = Math.ceil(EVERY_STEPS + TRAVEL_SECONDS * largest(seen.stepsPerSecond));
    const equal = seen.weights.filter((sha256) => sha256 === reference).length;
    const did = `kill -9 of the runner at a random moment, ${atOnce(context)} runs at once`;
    return [
      {
        row: "F2",
        did,
        n,
        wanted: "claimed again <= 40 s",
        measured: `slowest ${seconds(largest(seen.reclaimMs))}`,
        pass: largest(seen.reclaimMs) <= RECLAIM_MS_MAX,
        isTime: true,
      },
      {
        row: "F2",
        did,
        n,
        wanted: `lost steps <= ${EVERY_STEPS} between checkpoints + 1 s of travel = ${lostMax}`,
        measured: `at most ${largest(seen.lostSteps)}`,
        pass: largest(seen.lostSteps) <= lostMax,
        isTime: true,
      },
      {
        row: "F2",
        did,
        n,
        wanted: "0 steps missing, doubled or diverging",
        measured: `${seen.faults} missing or doubled, ${seen.divergent} diverging`,
        pass: seen.faults + seen.divergent === 0,
      },
      { row: "F2", did, n, wanted: `final weights equal in every bit ${n}/${n}`, measured: `${equal}/${n}`, pass: equal === n },
      {
        row: "F2",
        did,
        n,
        wanted: "orphaned trainer dead <= 5 s",
        measured: `slowest ${seconds(largest(seen.orphanMs))}`,
        pass: largest(seen.orphanMs) <= ORPHAN_MS_MAX,
        isTime: true,
      },
    ];
  },
};
