/**
 * @file Exact resume, measured: runs are stopped and resumed at four places for each of three seeds, and every number of the end
 * is compared with that of a run which never stopped. Everything that carries state is on: dropout, augmentation, accumulation,
 * the weight average, norms that train, a backbone unfrozen by epoch, self-critical epochs.
 *
 *   node test/bench/resume.ts [--engine auto|native|wasm] [--seeds 1,2,3]
 */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { readSafetensors } from "@capstan/captioner/weights/weights-file";
import { prepareEngine } from "@capstan/engine/prepare-engine";
import { eventsOf, lossesOf, runTraining } from "@capstan/trainer/testing/run-training";
import { smallVersion } from "@capstan/trainer/testing/small-version";

const { values: args } = parseArgs({
  options: { engine: { type: "string", default: "auto" }, seeds: { type: "string", default: "1,2,3" } },
});

/** 26 pictures in batches of 4, two per step: three steps an epoch, twelve in all. */
const OVERRIDES = {
  "schedule.epochs": 3,
  "optimizer.unfreezeEpoch": 1,
  "optimizer.lrBackbone": 1e-3,
  "schedule.monitor": "cider",
  "schedule.selfCriticalEpochs": 1,
  "schedule.selfCriticalSamples": 3,
  "optimizer.lrSelfCritical": 1e-3,
} as const;
const CUTS = [
  [1, "step 1"],
  [5, "mid-epoch, the backbone unfrozen"],
  [9, "the epoch's edge, before the self-critical stage"],
  [11, "the last but one, within the self-critical stage"],
] as const;

async function largestDifference(one: string, other: string): Promise<number> {
  let largest = 0;
  for (const file of ["weights.safetensors", "optimizer.safetensors"]) {
    const [a, b] = [await readSafetensors(path.join(one, file)), await readSafetensors(path.join(other, file))];
    if (a.size !== b.size) return Number.POSITIVE_INFINITY;
    for (const [name, { data }] of a) {
      const twin = b.get(name)?.data;
      if (!twin || twin.length !== data.length) return Number.POSITIVE_INFINITY;
      for (let i = 0; i < data.length; i++) largest = Math.max(largest, Math.abs(data[i]! - twin[i]!));
    }
  }
  return largest;
}

const work = await mkdtemp(path.join(os.tmpdir(), "capstan-resume-bench-"));
try {
  const engine = await prepareEngine({ choice: args.engine as "auto" });
  console.log(`Engine: ${engine.name}, ${engine.device}`);
  const version = await smallVersion({ train: 26, val: 6, test: 0 });
  let folders = 0;
  const folder = (): string => path.join(work, String(folders++));
  let worst = 0;
  for (const seed of args.seeds.split(",").map(Number)) {
    const overrides = { ...OVERRIDES, "schedule.seed": seed };
    const before = await runTraining({ version, engine, folder: folder(), overrides: { "schedule.seed": seed, "schedule.epochs": 1 } });
    const initialWeights = eventsOf(before, "checkpoint").at(-1)!.folder;
    const whole = await runTraining({ version, engine, folder: folder(), overrides, initialWeights });
    const end = eventsOf(whole, "checkpoint").at(-1)!.folder;
    for (const [after, where] of CUTS) {
      const paused = await runTraining({ version, engine, folder: folder(), overrides, initialWeights, request: { after, what: "PAUSE" } });
      const rest = await runTraining({
        version,
        engine,
        folder: folder(),
        overrides,
        resumeFrom: eventsOf(paused, "checkpoint").at(-1)!.folder,
      });
      const resumed = eventsOf(rest, "checkpoint").at(-1)!.folder;
      const losses = [...lossesOf(paused), ...lossesOf(rest)];
      const all = lossesOf(whole);
      const lossDifference =
        losses.length === all.length ? Math.max(...losses.map((loss, i) => Math.abs(loss! - all[i]!))) : Number.POSITIVE_INFINITY;
      const states = await Promise.all([end, resumed].map((place) => readFile(path.join(place, "state.json"), "utf8")));
      const difference = Math.max(
        lossDifference,
        await largestDifference(end, resumed),
        states[0] === states[1] ? 0 : Number.POSITIVE_INFINITY,
      );
      console.log(`seed ${seed}, cut after ${after} of ${all.length} (${where}): largest difference ${difference}`);
      worst = Math.max(worst, difference);
    }
  }
  console.log(`Largest difference of all: ${worst}`);
  if (worst !== 0) process.exitCode = 1;
} finally {
  await rm(work, { recursive: true, force: true });
}
