import { REPORT_BYTES_MAX, REPORT_POINTS_MAX } from "@capstan/run/protocol";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { ReportBody } from "./outbox-loop.ts";
import { ReportBatch } from "./report-batch.ts";

const at = new Date(0);
const take = (batch: ReportBatch) => JSON.parse(batch.take()!) as ReportBody;

test("steps become columns of one length, and a number that is not finite becomes null", () => {
  const batch = new ReportBatch();
  batch.add({ type: "step", step: 1, epoch: 0, values: { loss: 2.5, gradientNorm: 1 } }, 9, at);
  batch.add({ type: "step", step: 2, epoch: 0, values: { loss: Number.NaN, samplesPerSecond: 30 } }, 8, at);
  expect(take(batch)).toEqual({
    metrics: [
      { name: "loss", steps: [1, 2], values: [2.5, null] },
      { name: "gradientNorm", steps: [1], values: [1] },
      { name: "samplesPerSecond", steps: [2], values: [30] },
    ],
    progress: { step: 2, epoch: 0, samplesPerSecond: 30, etaSeconds: 8 },
  });
});

test("an epoch is a summary and also points of its curves; a score that was not taken is no point", () => {
  const batch = new ReportBatch();
  batch.add(
    {
      type: "epoch",
      epoch: 0,
      step: 40,
      trainLoss: 1,
      validationLoss: 2,
      scores: { cider: 0.5, bleu4: null },
      intervals: { cider: { low: 0.4, high: 0.6 } },
      learningRate: 1e-4,
      seconds: 3,
    },
    null,
    at,
  );
  const { epochs, metrics } = take(batch);
  expect(epochs).toEqual([
    {
      epoch: 0,
      step: 40,
      trainLoss: 1,
      validationLoss: 2,
      learningRate: 1e-4,
      seconds: 3,
      scores: [
        { name: "cider", value: 0.5, low: 0.4, high: 0.6 },
        { name: "bleu4", value: null, low: null, high: null },
      ],
    },
  ]);
  expect(metrics).toEqual([
    { name: "validationLoss", steps: [40], values: [2] },
    { name: "cider", steps: [40], values: [0.5] },
  ]);
});

test("an epoch that ended is one more that is done, at the speed of its last step", () => {
  const batch = new ReportBatch();
  batch.add({ type: "step", step: 40, epoch: 0, values: { samplesPerSecond: 30 } }, 8, at);
  expect(take(batch).progress).toEqual({ step: 40, epoch: 0, samplesPerSecond: 30, etaSeconds: 8 });
  batch.add(
    { type: "epoch", epoch: 0, step: 40, trainLoss: 1, validationLoss: null, scores: {}, intervals: {}, learningRate: 1e-4, seconds: 3 },
    null,
    at,
  );
  expect(take(batch).progress).toEqual({ step: 40, epoch: 1, samplesPerSecond: 30, etaSeconds: 8 });
});

test("a batch that says it is not full takes another event and stays within the limits", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 0, max: 20_000 }), (names, messageLength) => {
      const batch = new ReportBatch();
      for (let step = 1; !batch.isFull; step++) {
        batch.add(
          { type: "step", step, epoch: 0, values: Object.fromEntries(Array.from({ length: names }, (_, i) => [`m${i}`, Math.PI * step])) },
          1,
          at,
        );
        if (step % 10 === 0) batch.add({ type: "log", level: "info", message: "é".repeat(messageLength) }, null, at);
      }
      const text = batch.take()!;
      const points = ((JSON.parse(text) as ReportBody).metrics ?? []).reduce((sum, column) => sum + column.steps.length, 0);
      expect(points).toBeLessThanOrEqual(REPORT_POINTS_MAX);
      expect(Buffer.byteLength(text)).toBeLessThanOrEqual(REPORT_BYTES_MAX);
    }),
    { numRuns: 30 },
  );
});

test("a batch is empty after it was taken", () => {
  const batch = new ReportBatch();
  batch.log("INFO", "hello", at);
  batch.take();
  expect(batch.take()).toBeNull();
});
