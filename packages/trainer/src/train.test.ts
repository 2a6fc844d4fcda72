import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { readdir } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { describeEngines } from "@capstan/engine/doctor";
import { prepareEngine } from "@capstan/engine/prepare-engine";
import { readSafetensors, writeSafetensors } from "@capstan/captioner/weights/weights-file";
import type { EngineSummary } from "@capstan/engine/engine-summary";
import type { OpenVersion } from "@capstan/dataset/open-version";
import * as tf from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { type Asked, eventsOf, lossesOf, runTraining } from "./testing/run-training.ts";
import { smallVersion } from "./testing/small-version.ts";
import type { CheckpointEvent, EpochEvent, FailedEvent, FinishedEvent, StepEvent, TrainerEvent } from "./trainer-event.ts";

/** Whole trainings: seconds on a machine of its own, many where others want it too. */
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

/** Engines of this machine on which a resumed run must repeat every bit. */
const ENGINES = (await describeEngines()).filter(({ name, usable }) => usable && name !== "tensorflow").map(({ name }) => name);

let version: OpenVersion;
let engine: EngineSummary;
const parent = mkdtempSync(path.join(os.tmpdir(), "capstan-trainer-"));
let folders = 0;

beforeAll(async () => {
  engine = await prepareEngine({ choice: ENGINES[0]! });
  version = await smallVersion({ train: 26, val: 4, test: 0 });
});
afterAll(() => rmSync(parent, { recursive: true, force: true }));

/** A training of its own folder, on this file's data and engine unless told otherwise. */
async function run({ data, ...asked }: Partial<Asked> & { readonly data?: OpenVersion } = {}): Promise<{
  events: TrainerEvent[];
  folder: string;
}> {
  const folder = path.join(parent, String(folders++));
  return { folder, events: await runTraining({ version: data ?? version, engine, folder, ...asked }) };
}
const of = eventsOf;
const last = <T>(items: readonly T[]): T => items.at(-1)!;
const bytesOf = (checkpoint: CheckpointEvent, file: string): Buffer => readFileSync(path.join(checkpoint.folder, file));

describe("a whole run", () => {
  test("says what happens, in order, and its loss falls", async () => {
    const { events, folder } = await run({
      overrides: { "schedule.epochs": 6, "optimizer.lr": 0.005, "model.dropout": 0, "picture.augmentation": "none" },
    });
    // 26 pictures in batches of 4 are 6 batches, two per update.
    expect(events[0]).toMatchObject({
      type: "started",
      step: 0,
      totalSteps: 18,
      totalEpochs: 6,
      stepsPerEpoch: 3,
      engine: { name: engine.name },
    });
    expect(of(events, "step").map(({ step }) => step)).toEqual(Array.from({ length: 18 }, (_, i) => i + 1));
    const epochs = of(events, "epoch");
    expect(epochs.map(({ epoch, step }) => [epoch, step])).toEqual([
      [0, 3],
      [1, 6],
      [2, 9],
      [3, 12],
      [4, 15],
      [5, 18],
    ]);
    expect(last(epochs).trainLoss!).toBeLessThan(0.92 * epochs[0]!.trainLoss!);
    for (const { scores, validationLoss } of epochs) {
      expect(Object.keys(scores).sort()).toEqual(["bleu1", "bleu2", "bleu3", "bleu4", "cider", "distinctCaptions", "exactMatch", "rougeL"]);
      expect(validationLoss).toBeGreaterThan(0);
    }
    expect(last(events)).toEqual({ type: "finished", endReason: "COMPLETED", requested: null, step: 18 } satisfies FinishedEvent);
    const checkpoints = of(events, "checkpoint");
    expect(last(checkpoints).kinds).toContain("FINAL");
    expect(checkpoints[4]!.kinds).toContain("PERIODIC");
    expect(checkpoints.map(({ epoch }) => epoch)).toEqual(of(events, "epoch").map(({ epoch }) => epoch));
    expect(checkpoints.filter(({ kinds }) => kinds.includes("BEST")).length).toBeGreaterThan(0);
    expect((await readdir(folder)).filter((name) => name.startsWith("."))).toEqual([]);
    // Validation captions the same pictures after each epoch.
    const sampled = of(events, "sample");
    expect(new Set(sampled.map(({ epoch, pictureId }) => `${epoch} ${pictureId}`)).size).toBe(6 * 4);
    expect(of(events, "log").some(({ level, message }) => level === "warning" && message.includes("26 training pictures are few"))).toBe(
      true,
    );
  });

  test("the same seed gives the same run, another seed another", async () => {
    const [one, two, other] = [await run(), await run(), await run({ overrides: { "schedule.seed": 7 } })];
    expect(lossesOf(two.events)).toEqual(lossesOf(one.events));
    expect(lossesOf(other.events)).not.toEqual(lossesOf(one.events));
  });
});

describe.each(ENGINES)("pause and resume on %s", (name) => {
  let whole: { events: TrainerEvent[] };
  beforeAll(async () => {
    engine = await prepareEngine({ choice: name });
    whole = await run();
  });
  afterAll(async () => {
    engine = await prepareEngine({ choice: ENGINES[0]! });
  });

  // Everywhere on the engine that trainings take; once on the others.
  test.each(name === ENGINES[0] ? [1, 2, 3, 4, 5] : [4])(
    "after step %i: the rest is bit for bit what it would have been",
    async (after) => {
      const paused = await run({ request: { after, what: "PAUSE" } });
      expect(last(paused.events)).toEqual({ type: "finished", endReason: null, requested: "PAUSE", step: after });
      const rest = await run({ resumeFrom: last(of(paused.events, "checkpoint")).folder });
      expect(rest.events[0]).toMatchObject({ type: "started", step: after });
      expect([...lossesOf(paused.events), ...lossesOf(rest.events)]).toEqual(lossesOf(whole.events));
      expect(last(of(rest.events, "epoch"))).toEqual({ ...last(of(whole.events, "epoch")), seconds: expect.any(Number) });
      for (const file of ["weights.safetensors", "optimizer.safetensors", "state.json"])
        expect(bytesOf(last(of(rest.events, "checkpoint")), file).equals(bytesOf(last(of(whole.events, "checkpoint")), file)), file).toBe(
          true,
        );
    },
  );

  test("other data is refused", async () => {
    const paused = await run({ request: { after: 1, what: "PAUSE" } });
    const { events } = await run({
      resumeFrom: last(of(paused.events, "checkpoint")).folder,
      data: await smallVersion({ train: 25, val: 4, test: 0 }),
    });
    expect(events).toEqual([expect.objectContaining({ type: "failed", blame: "yours", code: "DATASET_INVALID" })]);
  });
});

describe("ends", () => {
  test("STOP finishes the step and writes a final checkpoint", async () => {
    const { events } = await run({ request: { after: 2, what: "STOP" } });
    expect(last(events)).toEqual({ type: "finished", endReason: "STOPPED", requested: "STOP", step: 2 });
    expect(last(of(events, "checkpoint")).kinds).toEqual(["LATEST", "FINAL"]);
  });

  test("CANCEL ends without a checkpoint", async () => {
    const { events } = await run({ request: { after: 2, what: "CANCEL" } });
    expect(last(events)).toEqual({ type: "finished", endReason: null, requested: "CANCEL", step: 2 });
    expect(of(events, "checkpoint")).toEqual([]);
  });

  test("early stopping ends a run that gets no better", async () => {
    // At a rate of nearly zero nothing changes enough to count, but the running averages of norms move the loss both ways.
    const { events } = await run({
      overrides: { "schedule.epochs": 30, "schedule.patience": 1, "optimizer.lr": 0, "optimizer.lrBackbone": 0, "checkpoint.save": false },
    });
    expect(last(events)).toMatchObject({ type: "finished", endReason: "EARLY_STOPPED" });
    const losses = of(events, "epoch").map(({ validationLoss }) => validationLoss!);
    expect(losses.at(-1)!).toBeGreaterThanOrEqual(Math.min(...losses.slice(0, -1)));
  });

  test("a loss that is not a number ends the run with step, pictures and advice", async () => {
    const { events: healthy } = await run({ request: { after: 1, what: "STOP" } });
    const weights = new Map(await readSafetensors(path.join(of(healthy, "checkpoint")[0]!.folder, "weights.safetensors")));
    weights.set("mlp.layers.2.bias", {
      shape: [weights.get("mlp.layers.2.bias")!.data.length],
      data: weights.get("mlp.layers.2.bias")!.data.map(() => Number.NaN),
    });
    const file = path.join(parent, "poisoned.safetensors");
    await writeSafetensors(file, weights);
    const { events } = await run({ initialWeights: file });
    expect(last(of(events, "step")).values.loss).toBeNull();
    expect(of(events, "checkpoint")).toEqual([]);
    const failed = last(events) as FailedEvent;
    expect(failed).toMatchObject({ type: "failed", blame: "yours", code: "DIVERGED", advice: expect.stringContaining("optimizer.lr") });
    expect(failed.message).toContain("step 1 ");
    expect(failed.message).toContain(".jpg");
  });

  test("without validation pictures the run says so and goes by the training loss", async () => {
    const { events } = await run({ data: await smallVersion({ train: 8, val: 0, test: 0 }) });
    expect(of(events, "log").some(({ message }) => message.includes("no validation pictures"))).toBe(true);
    expect(of(events, "epoch").every((epoch: EpochEvent) => epoch.validationLoss === null)).toBe(true);
    expect(of(events, "checkpoint")[0]!.kinds).toContain("BEST");
  });
});

test("no tensor is left behind, step after step and in the end", async () => {
  await run();
  const before = tf.memory().numTensors;
  const seen: number[] = [];
  await run({ onEvent: (event) => event.type === ("step" satisfies StepEvent["type"]) && seen.push(tf.memory().numTensors) });
  expect(new Set(seen).size).toBe(1);
  expect(tf.memory().numTensors).toBe(before);
});
