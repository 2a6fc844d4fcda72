/** @file What a run says when it goes wrong, through the whole of it. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { readSafetensors, writeSafetensors } from "@capstan/captioner/weights/weights-file";
import type { OpenVersion } from "@capstan/dataset/open-version";
import type { EngineSummary } from "@capstan/engine/engine-summary";
import { prepareEngine } from "@capstan/engine/prepare-engine";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type Asked, eventsOf, messagesOf, runTraining } from "./testing/run-training.ts";
import { smallVersion } from "./testing/small-version.ts";
import type { TrainerEvent } from "./trainer-event.ts";

/** Whole trainings: seconds on a machine of its own, many where others want it too. */
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const parent = mkdtempSync(path.join(os.tmpdir(), "capstan-faults-"));
let version: OpenVersion;
let engine: EngineSummary;
let folders = 0;
/** Weights that end every caption at once, and are sure of it. */
let stubborn: string;
const SEP = 3;
const run = (asked: Partial<Asked> = {}): Promise<TrainerEvent[]> =>
  runTraining({
    version,
    engine,
    folder: path.join(parent, String(folders++)),
    ...asked,
    overrides: { "checkpoint.save": false, "optimizer.accumulate": 1, ...asked.overrides },
  });

beforeAll(async () => {
  engine = await prepareEngine();
  version = await smallVersion({ train: 8, val: 22, test: 0 });
  const healthy = await run({ overrides: { "checkpoint.save": true, "schedule.epochs": 1 } });
  const weights = new Map(await readSafetensors(path.join(eventsOf(healthy, "checkpoint").at(-1)!.folder, "weights.safetensors")));
  const { shape, data } = weights.get("mlp.layers.2.bias")!;
  weights.set("mlp.layers.2.bias", { shape, data: Float32Array.from(data, (value, id) => (id === SEP ? 1000 : value)) });
  stubborn = path.join(parent, "stubborn.safetensors");
  await writeSafetensors(stubborn, weights);
});
afterAll(() => rmSync(parent, { recursive: true, force: true }));

/** Nothing is learned at such a rate: what the starting weights say stays. */
const STILL = { "optimizer.lr": 1e-12, "optimizer.lrBackbone": 1e-12 } as const;

test("a loss that stays exploded ends the run with its step, the pictures of that step and what to try", async () => {
  const overrides = { ...STILL, "optimizer.batchSize": 8, "schedule.epochs": 60 };
  const events = await run({ version: await smallVersion({ train: 8, val: 0, test: 0 }), overrides, initialWeights: stubborn });
  const failed = eventsOf(events, "failed")[0]!;
  expect(failed).toMatchObject({ blame: "yours", code: "DIVERGED", advice: expect.stringContaining("Lower optimizer.lr") as string });
  expect(eventsOf(events, "step")).toHaveLength(50);
  expect(failed.message).toMatch(/for 50 steps up to step 50 \(\d+\.\d+\)\. Pictures of the last: .*\.jpg/);
});

test("one caption for every picture is warned of after a few epochs", async () => {
  const messages = messagesOf(await run({ overrides: { ...STILL, "schedule.epochs": 3 }, initialWeights: stubborn }));
  expect(messages.filter((message) => message.includes("the model ignores the pictures"))).toEqual([
    expect.stringMatching(/^After epoch 2 only 5 % of the captions differ/),
  ]);
});

test("a picture that cannot be read is skipped, and named with the reason", async () => {
  const bad = version.manifest.pictures[3]!;
  const broken: OpenVersion = {
    ...version,
    read: (picture) => (picture.id === bad.id ? Promise.resolve(Buffer.from("not a picture")) : version.read(picture)),
  };
  const events = await run({ version: broken, overrides: { "schedule.epochs": 1 } });
  expect(messagesOf(events).filter((message) => message.startsWith("Skipped"))).toEqual([
    `Skipped ${bad.fileName}: This is not a JPEG, PNG or WebP picture. Convert it to one of these first.`,
  ]);
  expect(eventsOf(events, "finished")).toHaveLength(1);
});

test("early stopping goes by CIDEr-D where that is monitored", async () => {
  const overrides = { ...STILL, "schedule.epochs": 9, "schedule.patience": 2, "schedule.monitor": "cider" };
  const events = await run({ overrides });
  expect(eventsOf(events, "finished")).toEqual([expect.objectContaining({ endReason: "EARLY_STOPPED" })]);
  const scores = eventsOf(events, "epoch").map(({ scores }) => scores["cider"]!);
  expect(scores.length).toBeLessThan(9);
  const best = Math.max(...scores.slice(0, -2));
  expect(scores.slice(-2).every((score) => score <= best)).toBe(true);
});

test("a checkpoint that cannot be written ends the run, and nothing unfinished is left", async () => {
  const folder = path.join(parent, "gone");
  const events = await run({
    folder,
    logFolder: path.join(parent, "gone-logs"),
    overrides: { "checkpoint.save": true, "checkpoint.everySteps": 1, "schedule.epochs": 3 },
    // The disk goes away under the run.
    onEvent: (event) =>
      void (event.type === "step" && event.step === 1 && (rmSync(folder, { recursive: true }), writeFileSync(folder, ""))),
  });
  expect(eventsOf(events, "failed")).toHaveLength(1);
  expect(eventsOf(events, "checkpoint")).toEqual([]);
  expect(existsSync(path.join(folder, "checkpoint-000000001"))).toBe(false);
});
