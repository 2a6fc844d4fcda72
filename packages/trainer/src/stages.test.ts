/** @file Runs that change on their way: a backbone unfrozen by epoch, captions rewarded at the end; logs, and exact resume. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { OpenVersion } from "@capstan/dataset/open-version";
import type { EngineSummary } from "@capstan/engine/engine-summary";
import { prepareEngine } from "@capstan/engine/prepare-engine";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { type Asked, eventsOf, lossesOf, messagesOf, runTraining } from "./testing/run-training.ts";
import { smallVersion } from "./testing/small-version.ts";
import type { CheckpointEvent, TrainerEvent } from "./trainer-event.ts";

/** Whole trainings: seconds on a machine of its own, many where others want it too. */
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const parent = mkdtempSync(path.join(os.tmpdir(), "capstan-stages-"));
let version: OpenVersion;
let engine: EngineSummary;
let folders = 0;
let pretrained: string;

const run = async (asked: Partial<Asked> = {}): Promise<{ events: TrainerEvent[]; folder: string }> => {
  const folder = path.join(parent, String(folders++));
  return { folder, events: await runTraining({ version, engine, folder, ...asked }) };
};
const last = <T>(items: readonly T[]): T => items.at(-1)!;
const bytesOf = ({ folder }: CheckpointEvent, file: string): Buffer => readFileSync(path.join(folder, file));
const weightOf = (checkpoint: CheckpointEvent, name: string): string => {
  const bytes = bytesOf(checkpoint, "weights.safetensors");
  const length = Number(bytes.readBigUInt64LE());
  const header = JSON.parse(bytes.subarray(8, 8 + length).toString()) as Record<string, { data_offsets: [number, number] }>;
  const [from, to] = header[name]!.data_offsets;
  return bytes.subarray(8 + length + from, 8 + length + to).toString("base64");
};
/** Pauses `overrides` after each of `cuts`, and compares the rest with a run that never stopped. */
async function expectExact(overrides: Readonly<Record<string, unknown>>, cuts: readonly number[], initialWeights?: string): Promise<void> {
  const start = initialWeights === undefined ? {} : { initialWeights };
  const whole = await run({ overrides, ...start });
  for (const after of cuts) {
    const paused = await run({ overrides, ...start, request: { after, what: "PAUSE" } });
    const rest = await run({ overrides, resumeFrom: last(eventsOf(paused.events, "checkpoint")).folder });
    expect([...lossesOf(paused.events), ...lossesOf(rest.events)], `cut after ${after}`).toEqual(lossesOf(whole.events));
    for (const file of ["weights.safetensors", "optimizer.safetensors", "state.json"])
      expect(
        bytesOf(last(eventsOf(rest.events, "checkpoint")), file).equals(bytesOf(last(eventsOf(whole.events, "checkpoint")), file)),
        `${file}, cut after ${after}`,
      ).toBe(true);
  }
}

beforeAll(async () => {
  engine = await prepareEngine();
  version = await smallVersion({ train: 9, val: 3, test: 0 });
  const { events } = await run({ overrides: { "schedule.epochs": 1 } });
  pretrained = last(eventsOf(events, "checkpoint")).folder;
});
afterAll(() => rmSync(parent, { recursive: true, force: true }));

/** One step an epoch: 9 pictures in two batches of 4, accumulated. */
const UNFREEZING = {
  "schedule.epochs": 3,
  "optimizer.unfreezeEpoch": 1,
  "optimizer.lrBackbone": 1e-3,
  "checkpoint.everyEpochs": 1,
} as const;
const CRITICAL = {
  "schedule.epochs": 1,
  "schedule.selfCriticalEpochs": 2,
  "schedule.monitor": "cider",
  "schedule.selfCriticalSamples": 2,
  "optimizer.lrSelfCritical": 1e-3,
  "optimizer.accumulate": 1,
} as const;

describe("a backbone unfrozen by epoch", () => {
  test("stands still until its epoch, moves from then on, and the run says so", async () => {
    const { events } = await run({ overrides: { ...UNFREEZING, "optimizer.emaDecay": 0 }, initialWeights: pretrained });
    expect(messagesOf(events)).toContain("The backbone is frozen for the first 1 epoch.");
    expect(messagesOf(events)).toContain("The backbone trains from epoch 1 on, at 0.001.");
    const [first, second] = eventsOf(events, "checkpoint");
    const name = "backbone.0.body.layer2.0.conv1.weight";
    const start = { folder: pretrained } as CheckpointEvent;
    expect(weightOf(first!, name)).toBe(weightOf(start, name));
    expect(weightOf(first!, "input_proj.weight")).not.toBe(weightOf(start, "input_proj.weight"));
    expect(weightOf(second!, name)).not.toBe(weightOf(first!, name));
  });

  test("resumes bit for bit across the border", async () => {
    await expectExact(UNFREEZING, [1], pretrained);
  });
});

describe("self-critical epochs", () => {
  test("follow the others, with a reward per step, a rate of their own and their own place in the counts", async () => {
    const { events } = await run({ overrides: CRITICAL });
    expect(events[0]).toMatchObject({ totalEpochs: 3, totalSteps: 6 });
    const steps = eventsOf(events, "step");
    expect(steps.map(({ values }) => "reward" in values)).toEqual([false, false, true, true, true, true]);
    for (const { values } of steps.slice(2)) {
      expect(values["learningRate"]).toBeCloseTo(1e-3, 12);
      expect(values["reward"]).toBeGreaterThanOrEqual(0);
    }
    expect(eventsOf(events, "epoch")).toHaveLength(3);
    expect(last(eventsOf(events, "finished"))).toMatchObject({ endReason: "COMPLETED", step: 6 });
  });

  test("resume bit for bit", async () => {
    await expectExact(CRITICAL, [3]);
  });

  test("come early when the loss's epochs stop getting better, and are judged anew", async () => {
    const { events } = await run({
      overrides: {
        ...CRITICAL,
        "schedule.epochs": 20,
        "schedule.patience": 1,
        "optimizer.lr": 1e-12,
        "optimizer.lrBackbone": 1e-12,
        "checkpoint.save": false,
      },
    });
    const epochs = eventsOf(events, "epoch").length;
    expect(epochs).toBeLessThan(20);
    expect(messagesOf(events).some((message) => /^From epoch \d+ on, captions are drawn/.test(message))).toBe(true);
    expect(eventsOf(events, "step").some(({ values }) => "reward" in values)).toBe(true);
  });
});

describe("logs", () => {
  test("a timestamped file has a line per epoch as the guide has them, and history.json the losses and the best epoch", async () => {
    const logFolder = path.join(parent, "logs");
    const { events } = await run({ overrides: { "schedule.epochs": 2 }, logFolder });
    const [name, ...others] = readdirSync(logFolder).filter((file) => file.startsWith("training_log_"));
    expect(name).toMatch(/^training_log_\d{8}_\d{6}\.txt$/);
    expect(others).toEqual([]);
    const lines = readFileSync(path.join(logFolder, name!), "utf8").split("\n");
    const epochs = eventsOf(events, "epoch");
    for (const { epoch, trainLoss, validationLoss } of epochs)
      expect(
        lines.filter((line) =>
          line.startsWith(`Epoch ${epoch}/1, Train Loss: ${trainLoss!.toFixed(4)}, Val Loss: ${validationLoss!.toFixed(4)}`),
        ),
      ).toHaveLength(1);
    for (const message of messagesOf(events)) expect(lines).toContain(message);
    const history = JSON.parse(readFileSync(path.join(logFolder, "history.json"), "utf8")) as Record<string, unknown>;
    const best = epochs.toSorted((a, b) => a.validationLoss! - b.validationLoss!)[0]!;
    expect(history).toMatchObject({
      train_loss: epochs.map(({ trainLoss }) => trainLoss),
      val_loss: epochs.map(({ validationLoss }) => validationLoss),
      best_val_loss: best.validationLoss,
      best_epoch: best.epoch,
      scores: { cider: epochs.map(({ scores }) => scores["cider"]) },
    });
    expect(JSON.parse(bytesOf(last(eventsOf(events, "checkpoint")), "history.json").toString())).toEqual(history);
  });

  test("the forecast comes before the first step, and what a step really took after the second", async () => {
    const { events } = await run();
    const at = (pattern: RegExp): number => events.findIndex((event) => event.type === "log" && pattern.test(event.message));
    const stepAt = (step: number): number => events.findIndex((event) => event.type === "step" && event.step === step);
    expect(at(/^Estimated memory: \d+ MB .* Estimated time: /)).toBeGreaterThan(0);
    expect(at(/^Estimated memory/)).toBeLessThan(stepAt(1));
    expect(at(/^A step takes .* were estimated\): .* for the 0 steps left/)).toBeGreaterThan(stepAt(2));
    expect(messagesOf(events).filter((message) => /^Epoch \d waited \d+\.\d % of its training time for data/.test(message))).toHaveLength(
      2,
    );
  });

  test("intervals lie around their scores, and none is given where none was taken", async () => {
    const { events } = await run();
    for (const { scores, intervals } of eventsOf(events, "epoch")) {
      expect(Object.keys(intervals)).toEqual(["bleu1", "bleu2", "bleu3", "bleu4", "rougeL", "cider"]);
      for (const [name, { low, high }] of Object.entries(intervals)) {
        expect(low).toBeLessThanOrEqual(scores[name]! + 1e-9);
        expect(high).toBeGreaterThanOrEqual(scores[name]! - 1e-9);
      }
    }
  });

  test("without saving nothing but logs is written, and limit and logStep are kept to", async () => {
    const { events, folder } = await run({
      overrides: { "checkpoint.save": false, "schedule.limit": 4, "checkpoint.logStep": 2, "optimizer.accumulate": 1 },
    });
    expect(eventsOf(events, "checkpoint")).toEqual([]);
    expect(readdirSync(folder)).toEqual(["logs"]);
    expect(messagesOf(events).some((message) => message.startsWith("4 training pictures are few"))).toBe(true);
    expect(
      messagesOf(events)
        .filter((message) => /^Step \d+ of 2/.test(message))
        .map((message) => message.slice(0, 11)),
    ).toEqual(["Step 2 of 2"]);
  });
});
