/** @file F12, the runner's disk: training waits until there is room, and no half of a checkpoint is seen by anybody. */
import type { FaultContext, Figure } from "./figure.ts";
import type { Platform } from "./platform.ts";
import { delay, until } from "./programs.ts";
import { seconds } from "./random.ts";
import { RunnerProcess } from "./runner-process.ts";
import { mountSmallDisk } from "./small-disk.ts";
import { createTraining, finalWeights, loadAttempts, loadRun, stepFaults, stepsOf, untilStep } from "./training.ts";
import { unbrokenRun } from "./unbroken-run.ts";

const PLAN = { epochs: 6, pictures: 400, everySteps: 25 };
const MEGABYTES = 32;
const FULL_MS = 25_000;
const RECOVERY_MS_MAX = 30_000;

export async function fullRunnerDisk(platform: Platform, { say }: FaultContext): Promise<Figure[]> {
  const did = `runner's home on a tmpfs of ${MEGABYTES} MB, full for ${FULL_MS / 1000} s`;
  const disk = await mountSmallDisk(MEGABYTES);
  if (typeof disk === "string") return [{ row: "F12", did, n: 0, wanted: "training pauses", measured: disk, pass: null }];
  const reference = await unbrokenRun(platform, PLAN);
  const poolId = await platform.createPool("f12");
  const runner = await RunnerProcess.start(platform, { poolId, name: "f12-runner", home: `${disk.folder}/home` });
  const id = await createTraining(platform, { ...PLAN, poolId, name: "runner's disk full" });
  await untilStep(platform, id, 60);
  disk.fill();
  const { step: filledAt } = await loadRun(platform, id);
  await delay(FULL_MS);
  const during = await loadRun(platform, id);
  disk.free();
  const freedMs = Date.now();
  await until(
    "the run goes on",
    async () => {
      const run = await loadRun(platform, id);
      return run.step > during.step || ["FAILED", "SUCCEEDED"].includes(run.status);
    },
    120_000,
  );
  const recoveryMs = Date.now() - freedMs;
  const ended = await until(
    "the end",
    async () => {
      const run = await loadRun(platform, id);
      return ["FAILED", "SUCCEEDED"].includes(run.status) && run;
    },
    180_000,
  );
  const { missing, doubled, beyond } = await stepFaults(platform, id, stepsOf(PLAN));
  const outcomes = (await loadAttempts(platform, id)).map(({ outcome }) => outcome).join(", ");
  await runner.program.end();
  const isEqual = (await finalWeights(platform, id)).sha256 === reference;
  say(`  runner: filled at step ${filledAt}, ${during.status} at step ${during.step} ${FULL_MS / 1000} s later; attempts: ${outcomes}`);
  const warned = runner.program.log().filter(({ message }) => message.includes("the disk is full")).length;
  return [
    {
      row: "F12",
      did,
      n: 1,
      wanted: "the run waits, goes on <= 30 s after",
      measured: `${during.step - filledAt} steps while full, said ${warned} times; goes on after ${seconds(recoveryMs)}; ${ended.status}, attempts ${outcomes}`,
      pass: ended.status === "SUCCEEDED" && recoveryMs <= RECOVERY_MS_MAX,
    },
    {
      row: "F12",
      did,
      n: 1,
      wanted: "0 steps missing; weights equal in every bit",
      measured: `${missing + doubled + beyond}, ${ended.replayDivergent} diverging; ${isEqual ? "equal" : "NOT equal"}`,
      pass: missing + doubled + beyond === 0 && isEqual,
    },
  ];
}
