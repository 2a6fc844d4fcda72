import { describe, expect, test } from "vitest";
import { judgeSilence, Watchdog } from "./watchdog.ts";

const LIMITS = { silenceMs: 300_000, silenceSteps: 20 };
const step = (number: number) => ({ type: "step", step: number, epoch: 0, values: {} }) as const;
const started = {
  type: "started",
  step: 0,
  totalSteps: 100,
  totalEpochs: 10,
  stepsPerEpoch: 10,
  parameters: 1,
  engine: {} as never,
} as const;

/** A watchdog that heard a start and `steps` steps, `stepMs` apart, and the moment of the last one. */
function after(steps: number, stepMs: number): { watchdog: Watchdog; nowMs: number } {
  const watchdog = new Watchdog(LIMITS, 0);
  watchdog.hear(started, 0);
  for (let i = 1; i <= steps; i++) watchdog.hear(step(i), i * stepMs);
  return { watchdog, nowMs: steps * stepMs };
}

describe("the watchdog", () => {
  test("waits five minutes for a trainer of short steps", () => {
    const { watchdog, nowMs } = after(5, 500);
    expect(watchdog.isHung(nowMs + 299_000)).toBe(false);
    expect(watchdog.isHung(nowMs + 301_000)).toBe(true);
  });

  test("waits twenty usual steps for a trainer of long ones, and one slow step changes nothing", () => {
    const { watchdog, nowMs } = after(5, 60_000);
    watchdog.hear(step(6), nowMs + 900_000);
    expect(watchdog.limitMs).toBe(20 * 60_000);
    expect(watchdog.isHung(nowMs + 900_000 + 1_199_000)).toBe(false);
    expect(watchdog.isHung(nowMs + 900_000 + 1_201_000)).toBe(true);
  });

  test("within an epoch a pulse is no step", () => {
    const { watchdog, nowMs } = after(5, 500);
    watchdog.hearPulse(nowMs + 200_000);
    expect(watchdog.isHung(nowMs + 301_000)).toBe(true);
  });

  test.each([
    ["before the first step", 0],
    ["during the validation behind an epoch", 10],
  ])("%s a pulse says enough, and its absence is a hang", (_when, steps) => {
    const { watchdog, nowMs } = after(steps, 500);
    for (let minute = 1; minute <= 60; minute++) watchdog.hearPulse(nowMs + minute * 60_000);
    expect(watchdog.isHung(nowMs + 3_600_000 + 299_000)).toBe(false);
    expect(watchdog.isHung(nowMs + 3_600_000 + 301_000)).toBe(true);
  });

  test("the time between epochs is not a step's", () => {
    const { watchdog } = after(10, 500);
    watchdog.hear(step(11), 600_000);
    watchdog.hear(step(12), 600_500);
    expect(watchdog.limitMs).toBe(300_000);
  });

  test("time in which the runner held the trainer back is forgiven", () => {
    const { watchdog, nowMs } = after(5, 500);
    watchdog.forgive(nowMs + 290_000);
    expect(watchdog.isHung(nowMs + 310_000)).toBe(false);
  });
});

test("a trainer that hung while it computed is our fault, one that waited is the machine's", () => {
  expect(judgeSilence(300_000, 290_000)).toMatchObject({
    blame: "ours",
    code: "TRAINER_HUNG",
    message: expect.stringContaining("290 s of processor time"),
  });
  expect(judgeSilence(300_000, 100)).toMatchObject({
    blame: "machine",
    code: "TRAINER_HUNG",
    message: expect.stringContaining("waited for the GPU"),
  });
  expect(judgeSilence(300_000, null)).toMatchObject({ blame: "machine" });
});
