/**
 * @file How long a training waits for its checkpoints, beside how long a step takes and how long the writing goes on behind it.
 *
 *   node test/bench/checkpoint.ts [--preset quick] [--size 224] [--batch 4] [--steps 12] [--engine auto|native|wasm]
 */
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { prepareEngine } from "@capstan/engine/prepare-engine";
import { smallVersion } from "@capstan/trainer/testing/small-version";
import { train } from "@capstan/trainer/train";
import { resolveConfig } from "@capstan/training-config/config";

const { values: args } = parseArgs({
  options: {
    preset: { type: "string", default: "quick" },
    size: { type: "string", default: "224" },
    batch: { type: "string", default: "4" },
    steps: { type: "string", default: "12" },
    engine: { type: "string", default: "auto" },
  },
});
const steps = Number(args.steps);
/** A checkpoint after each so many steps. */
const EVERY = 4;

const work = await mkdtemp(path.join(os.tmpdir(), "capstan-checkpoint-bench-"));
try {
  const engine = await prepareEngine({ choice: args.engine as "auto" });
  const batch = Number(args.batch);
  const version = await smallVersion({ train: batch * steps, val: 0, test: 0 });
  const config = resolveConfig(args.preset, {
    "picture.size": Number(args.size),
    "optimizer.batchSize": batch,
    "text.vocabulary": "trained",
    "schedule.epochs": 1,
    "schedule.warmupSteps": 0,
    "checkpoint.everySteps": EVERY,
    "checkpoint.everyEpochs": 0,
  });
  const ends: number[] = [];
  const written: { step: number; at: number }[] = [];
  let parameters = 0;
  await train({
    config,
    version,
    folder: path.join(work, "run"),
    engine,
    emit: (event) => {
      if (event.type === "started") ({ parameters } = event);
      if (event.type === "step") ends.push(performance.now());
      if (event.type === "checkpoint") written.push({ step: event.step, at: performance.now() });
      if (event.type === "failed") throw new Error(`${event.message} ${event.advice}`);
    },
    requested: () => null,
    signal: new AbortController().signal,
  });
  const spans = ends.slice(1).map((end, i) => ({ after: i + 1, ms: end - ends[i]! }));
  const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
  // The span that begins with a checkpoint's step holds the copy; the first one also warms up.
  const plain = spans.filter(({ after }) => after > 1 && after % EVERY !== 0 && (after - 1) % EVERY !== 0).map(({ ms }) => ms);
  const copying = spans.filter(({ after }) => after % EVERY === 0).map(({ ms }) => ms);
  const beside = spans.filter(({ after }) => after > 1 && (after - 1) % EVERY === 0).map(({ ms }) => ms);
  console.log(`${engine.name}, preset ${args.preset}, ${parameters} parameters, ${batch} pictures of ${args.size} pixels`);
  console.log(
    `a step: ${median(plain).toFixed(0)} ms; a step and the copy before it: ${median(copying).toFixed(0)} ms; the next step, while it is written: ${median(beside).toFixed(0)} ms`,
  );
  console.log(
    `training waits ${Math.max(0, median(copying) - median(plain)).toFixed(0)} ms for a checkpoint: ${((median(copying) - median(plain)) / median(plain)).toFixed(2)} of a step`,
  );
  for (const { step, at } of written.filter((one) => one.step < ends.length))
    console.log(`checkpoint of step ${step}: told ${(at - ends[step - 1]!).toFixed(0)} ms after its step`);
} finally {
  await rm(work, { recursive: true, force: true });
}
