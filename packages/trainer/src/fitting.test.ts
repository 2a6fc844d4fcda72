/** @file A run that does not fit into memory: it goes on in pieces, or says what to lower. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { OpenVersion } from "@capstan/dataset/open-version";
import { describeEngines } from "@capstan/engine/doctor";
import type { EngineSummary } from "@capstan/engine/engine-summary";
import { prepareEngine } from "@capstan/engine/prepare-engine";
import { encodeCaption } from "@capstan/tokenizer/encode-caption";
import { trainVocabulary } from "@capstan/tokenizer/train-vocabulary";
import * as tf from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { estimateMemory, bytesOf, shapeOf } from "./estimate-training.ts";
import { resolveConfig } from "@capstan/training-config/config";
import type { TrainingState } from "./training-state.ts";
import { type Asked, eventsOf, lossesOf, messagesOf, runTraining, SMALL } from "./testing/run-training.ts";
import { smallVersion } from "./testing/small-version.ts";
import { withTensorBudget } from "./testing/tensor-budget.ts";
import type { TrainerEvent } from "./trainer-event.ts";

/** Whole trainings: seconds on a machine of its own, many where others want it too. */
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const parent = mkdtempSync(path.join(os.tmpdir(), "capstan-fitting-"));
let version: OpenVersion;
let engine: EngineSummary;
/** The native engine has a budget of its own; the others' is made by the test. */
const ENGINES = (await describeEngines()).filter(({ name, usable }) => usable && name !== "tensorflow").map(({ name }) => name);
let folders = 0;
/** Weights whose backbone may stay frozen: then norms do not see the batch, and pieces compute exactly what the whole does. */
let weights: string;

/** One step of 8 pictures an epoch. */
const WHOLE = {
  "picture.size": 64,
  "picture.augmentation": "none",
  "optimizer.batchSize": 8,
  "optimizer.accumulate": 1,
  "optimizer.lrBackbone": 0,
  "optimizer.emaDecay": 0,
  "model.dropout": 0,
  "schedule.epochs": 3,
  "checkpoint.everySteps": 1,
} as const;

const run = (asked: Partial<Asked> = {}): Promise<TrainerEvent[]> =>
  runTraining({
    version,
    engine,
    folder: path.join(parent, String(folders++)),
    initialWeights: weights,
    ...asked,
    overrides: { ...WHOLE, ...asked.overrides },
  });
const stateOf = (folder: string): TrainingState => JSON.parse(readFileSync(path.join(folder, "state.json"), "utf8")) as TrainingState;

beforeAll(async () => {
  engine = await prepareEngine({ choice: "wasm" });
  version = await smallVersion({ train: 8, val: 2, test: 0 });
  const events = await runTraining({
    version,
    engine,
    folder: path.join(parent, "weights"),
    overrides: { "picture.size": 64, "schedule.epochs": 1 },
  });
  weights = eventsOf(events, "checkpoint").at(-1)!.folder;
});
afterAll(() => rmSync(parent, { recursive: true, force: true }));

describe.each(ENGINES)("on %s", (name) => {
  beforeAll(async () => {
    engine = await prepareEngine({ choice: name });
  });

  test("when memory runs out, batches go through in pieces with the same losses, and a resumed run goes on in these pieces", async () => {
    let whole: TrainerEvent[] = [];
    const peak = await withTensorBudget(Number.POSITIVE_INFINITY, async () => void (whole = await run()));
    let pieces: TrainerEvent[] = [];
    await withTensorBudget(0.85 * peak, async () => void (pieces = await run()));
    expect(messagesOf(pieces).find((message) => message.startsWith("Memory ran out at step 1"))).toContain(
      "each batch of 8 pictures goes through in pieces of 4",
    );
    expect(eventsOf(pieces, "finished")).toEqual([expect.objectContaining({ endReason: "COMPLETED", step: 3 })]);
    const losses = lossesOf(pieces);
    for (const [i, loss] of lossesOf(whole).entries()) expect(losses[i]!).toBeCloseTo(loss!, 4);
    expect(eventsOf(pieces, "epoch").at(-1)!.validationLoss!).toBeCloseTo(eventsOf(whole, "epoch").at(-1)!.validationLoss!, 4);

    const first = eventsOf(pieces, "checkpoint")[0]!;
    expect(stateOf(first.folder).split).toBeGreaterThan(1);
    // There is room again, but the pieces stay: the rest must be what it would have been.
    const rest = await run({ resumeFrom: first.folder });
    expect(lossesOf(rest)).toEqual(losses.slice(1));
  });

  test("when not even one picture fits, the end says which settings to lower and by how much", async () => {
    let events: TrainerEvent[] = [];
    let weightsAlone = 0;
    const overrides = { "picture.size": 128 };
    const onEvent = (event: TrainerEvent): void => void (event.type === "started" && (weightsAlone = tf.memory().numBytes));
    const peak = await withTensorBudget(Number.POSITIVE_INFINITY, async () => void (await run({ overrides, onEvent })));
    // Room for less than one of the eight pictures that this took.
    await withTensorBudget(weightsAlone + 0.1 * (peak - weightsAlone), async () => void (events = await run({ overrides })));
    const failed = eventsOf(events, "failed")[0]!;
    expect(failed).toMatchObject({
      blame: "machine",
      code: "OUT_OF_MEMORY",
      message: expect.stringContaining("Not even one picture") as string,
    });
    expect(failed.advice).toMatch(/^Lower one of these: picture\.size from 128 to \d+/);
    expect(messagesOf(events).filter((message) => message.startsWith("Memory ran out at step 1"))).toHaveLength(3);
  });
});

test("the memory estimate is what live tensors come to, to a third: each picture, and what is there without", async () => {
  const wider = { "model.encoderLayers": 2, "model.decoderLayers": 3, "model.hiddenDim": 32, "model.feedForwardDim": 128 };
  for (const overrides of [wider, { "picture.size": 96, "optimizer.emaDecay": 0.9 }]) {
    const asked = { ...WHOLE, "schedule.epochs": 1, "optimizer.lrBackbone": 1e-3, "checkpoint.save": false, ...overrides };
    const before = tf.memory().numBytes;
    let fixed = 0;
    const peakOf = (pictures: number): Promise<number> =>
      withTensorBudget(Number.POSITIVE_INFINITY, async () => {
        const onEvent = (event: TrainerEvent): void => void (event.type === "started" && (fixed = tf.memory().numBytes - before));
        await runTraining({
          version,
          engine,
          folder: path.join(parent, String(folders++)),
          overrides: { ...asked, "optimizer.batchSize": pictures },
          onEvent,
        });
      });
    const [eight, two] = [await peakOf(8), await peakOf(2)];
    const config = resolveConfig("demo", { ...SMALL, ...asked });
    const captions = version.manifest.pictures.flatMap((picture) => picture.captions);
    const vocabulary = trainVocabulary(captions, config.text.vocabularySize);
    const longest = Math.max(...captions.map((caption) => encodeCaption(vocabulary, caption, 33).length - 1));
    const memory = estimateMemory(shapeOf(config, vocabulary.pieces.length, longest, 0), config.optimizer.emaDecay > 0);
    expect((memory.fixed - memory.parts.gradients) / fixed, JSON.stringify(overrides)).toBeCloseTo(1, 2);
    const perPicture = (eight - two) / 6;
    expect(memory.perPicture / perPicture, JSON.stringify(overrides)).toBeGreaterThan(0.66);
    expect(memory.perPicture / perPicture, JSON.stringify(overrides)).toBeLessThan(1.5);
    expect(bytesOf(memory, 8) / eight, JSON.stringify(overrides)).toBeGreaterThan(0.66);
  }
});
