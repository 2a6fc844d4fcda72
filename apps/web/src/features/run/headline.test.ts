import { expect, test } from "vitest";
import type { Curve } from "../../chart/curve.ts";
import { headline, type RunFacts } from "./headline.ts";
import { overfittingSince, trendOf } from "./trend.ts";

const curve = (values: (number | null)[]): Curve => ({ steps: values.map((_, i) => i + 1), values, attempts: values.map(() => 1) });
const falling = Array.from({ length: 200 }, (_, i) => 5 * Math.exp(-i / 80));

const run = (facts: Partial<RunFacts> = {}): RunFacts => ({
  status: "RUNNING",
  requested: null,
  endReason: null,
  progress: { epoch: 4, totalEpochs: 12, step: 200, etaSeconds: 83 },
  history: [],
  bestEpoch: null,
  bestValidationLoss: null,
  failure: null,
  runner: { name: "gpu-1" },
  pool: { name: "default", shared: false, onlineRunners: 1 },
  ...facts,
});
const say = (facts: Partial<RunFacts>, values: (number | null)[] = falling) => headline(run(facts), trendOf(curve(values)));

test("a falling loss is good, and says how long it still takes", () => {
  const { tone, what, advice } = say({ bestEpoch: 3, bestValidationLoss: 0.7 });
  expect(tone).toBe("good");
  expect(what).toMatch(
    /^Learning: the training loss fell from 5\.00 to 0\.\d\d\. The best was epoch 3, with a validation loss of 0\.700\.$/,
  );
  expect(advice).toBe("Nothing to do. About 1 min 20 s to go.");
});

test("a few points are no trend", () => {
  expect(say({}, [5, 4, 3]).what).toBe("Training has begun.");
});

test("a loss that is no number, does not fall or rises is said to be so", () => {
  expect(say({}, [...falling, null, null, null]).what).toContain("no longer a number");
  expect(say({}, Array(100).fill(4)).what).toContain("has not fallen");
  expect(say({}, [...falling, ...falling.toReversed()]).what).toContain("rises again");
});

test("overfitting needs a validation loss that stays worse while training goes on falling", () => {
  const epochs = (validation: number[], train = validation.map((_, i) => 3 - i * 0.3)) =>
    validation.map((validationLoss, i) => ({ epoch: i + 1, validationLoss, trainLoss: train[i]!, scores: [] }));
  expect(overfittingSince(epochs([2, 1.5, 1.6, 1.7, 1.8]))).toBe(2);
  expect(overfittingSince(epochs([2, 1.5, 1.6, 1.4, 1.5]))).toBeNull();
  expect(overfittingSince(epochs([2, 1.5, 1.6, 1.7, 1.8], [3, 2, 2, 2, 2]))).toBeNull();
});

test("captions that ignore the pictures are said to do so, though not at the beginning", () => {
  const epochs = (count: number, value: number) =>
    Array.from({ length: count }, (_, i) => ({
      epoch: i,
      trainLoss: 1,
      validationLoss: 2 - i * 0.1,
      scores: [{ name: "distinctCaptions", value }],
    }));
  expect(say({ history: epochs(3, 0.03) }).what).toContain("nearly the same for every picture");
  expect(say({ history: epochs(2, 0.03) }).tone).toBe("good");
  expect(say({ history: epochs(3, 0.6) }).tone).toBe("good");
});

test("a queued run without a runner says what is missing", () => {
  const pool = { name: "gpu", shared: false, onlineRunners: 0 };
  expect(say({ status: "QUEUED", pool })).toMatchObject({ tone: "warn", advice: expect.stringContaining("“gpu”") });
  expect(say({ status: "QUEUED" }).tone).toBe("neutral");
});

test("a run that waits for a shared runner says whether one is there, and who can do something about it", () => {
  const queued = (onlineRunners: number) => say({ status: "QUEUED", pool: { name: "gpu", shared: true, onlineRunners } });
  expect(queued(2)).toEqual({
    tone: "neutral",
    what: "Waiting for a shared runner.",
    advice: "It starts by itself when the team's turn comes in pool “gpu”, which several teams share. 2 runners are online.",
  });
  expect(queued(0)).toEqual({
    tone: "warn",
    what: "Waiting, and no runner can take it.",
    advice: "No runner of pool “gpu” is online and takes runs. Its runners belong to whoever runs Capstan: tell them.",
  });
});

test("a failure speaks for itself", () => {
  expect(
    say({ status: "FAILED", failure: { message: "Out of memory at batch 32.", advice: "Halve the batch size.", blame: "MACHINE" } }),
  ).toEqual({
    tone: "bad",
    what: "Out of memory at batch 32.",
    advice: "It is the machine, not your settings. Halve the batch size.",
  });
});

test("what was asked of a live run comes first", () => {
  expect(say({ requested: "STOP" }).what).toBe("Stopping.");
  expect(say({ status: "CLAIMED", requested: "CANCEL" }).what).toBe("Cancelling.");
});

test("a run that broke and waits for another try says why, and that nobody need do anything", () => {
  const failure = { message: "The GPU was lost.", advice: "Look at nvidia-smi.", blame: "MACHINE" } as const;
  expect(say({ status: "QUEUED", failure, pool: { name: "default", shared: false, onlineRunners: 1 } })).toEqual({
    tone: "warn",
    what: "The last attempt broke: The GPU was lost.",
    advice: "It is the machine, not your settings. It is tried again by itself, from its last checkpoint. Look at nvidia-smi.",
  });
  const nobody = { name: "default", shared: false, onlineRunners: 0 };
  expect(say({ status: "QUEUED", failure, pool: nobody }).what).toBe("Waiting, and no runner can take it.");
});
