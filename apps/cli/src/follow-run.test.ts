import { expect, test } from "vitest";
import { endText, progressText, waitingAdvice } from "./follow-run.ts";
import { formatBytes, formatEpoch, formatEpochs, formatSeconds, table } from "./print.ts";

const progress = { step: 120, totalSteps: 600, epoch: 2, totalEpochs: 12, samplesPerSecond: 33.333, etaSeconds: 75 };

test("an epoch's line is CATR's", () => {
  expect(formatEpoch({ epoch: 0, trainLoss: 3.24561, validationLoss: 2.98758 }, 30)).toBe(
    "Epoch 0/29, Train Loss: 3.2456, Val Loss: 2.9876",
  );
});

test("the epoch that a run is in is never beyond the last one", () => {
  expect([0, 1, 2].map((epoch) => formatEpochs({ epoch, totalEpochs: 2 }))).toEqual(["0/1", "1/1", "1/1"]);
});

test("an epoch without validation has a dash", () => {
  expect(formatEpoch({ epoch: 4, trainLoss: 1, validationLoss: null }, 5)).toBe("Epoch 4/4, Train Loss: 1.0000, Val Loss: -");
});

test("the bar's text says step, epoch, loss, speed and time left, and what was asked", () => {
  expect(progressText({ status: "RUNNING", requested: null, progress }, 1.23456)).toBe(
    "step 120/600  epoch 2/11  loss 1.2346  33.3 pictures/s  1 min 15 s left",
  );
  expect(progressText({ status: "RUNNING", requested: "STOP", progress }, null)).toMatch(/loss -.*asked to stop$/);
  expect(progressText({ status: "QUEUED", requested: null, progress }, null)).toBe("waiting for a runner");
});

test("a queued run that no runner can take says what to do", () => {
  const pool = { name: "gpu", shared: false, onlineRunners: 0 };
  expect(waitingAdvice("QUEUED", pool)).toBe(
    "The run waits, and no runner of pool “gpu” is online and takes runs. Start one with capstan runner start; capstan runner status says why those there take none.",
  );
  expect(waitingAdvice("QUEUED", { ...pool, shared: true })).toContain("tell them");
  expect(waitingAdvice("QUEUED", { ...pool, onlineRunners: 1 })).toBeNull();
  expect(waitingAdvice("RUNNING", pool)).toBeNull();
});

test.each([
  [{ status: "SUCCEEDED", endReason: "COMPLETED" }, "Run #7 is complete. Best: epoch 3, Val Loss: 0.5000."],
  [{ status: "SUCCEEDED", endReason: "STOPPED" }, "Run #7 was stopped; its checkpoint is written. Best: epoch 3, Val Loss: 0.5000."],
  [
    { status: "FAILED", failure: { code: "X", message: "No memory.", advice: "Lower the batch size.", blame: "MACHINE" } },
    "Run #7 failed: No memory. Lower the batch size.",
  ],
  [{ status: "PAUSED" }, "Run #7 is paused. Go on with: capstan runs resume 7"],
] as const)("%j is told in a line", (change, text) => {
  expect(endText({ number: 7, endReason: null, failure: null, bestEpoch: 3, bestValidationLoss: 0.5, ...change })).toBe(text);
});

test.each([
  [5, "5 s"],
  [59.6, "1 min 00 s"],
  [200, "3 min 20 s"],
  [7500, "2 h 05 min"],
  [-1, "0 s"],
])("%d seconds are %s", (seconds, text) => {
  expect(formatSeconds(seconds)).toBe(text);
});

test.each([
  [999, "999 B"],
  [1500, "1.5 KB"],
  [123_456_789, "123 MB"],
  [2e12, "2.0 TB"],
])("%d bytes are %s", (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});

test("a table's columns are as wide as their widest cell", () => {
  expect(
    table(
      ["a", "name"],
      [
        ["10", "x"],
        ["2", "long name"],
      ],
    ),
  ).toBe("A   NAME\n10  x\n2   long name");
});
