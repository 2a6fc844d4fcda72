import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { HeldRun } from "./held-run.ts";
import { lockHome } from "./home-lock.ts";

let home: string;
beforeEach(async () => {
  home = await mkdtemp(path.join(os.tmpdir(), "held-"));
});
afterEach(() => rm(home, { recursive: true }));

test("a killed runner finds its request id again, so that repeating the claim answers the same lease", async () => {
  const before = await HeldRun.open(home);
  await before.set({ runId: "run_x", leaseEpoch: 2 });
  const { state } = await HeldRun.open(home);
  expect(state).toEqual(before.state);
});

test("a run that was let go of leaves a new request id", async () => {
  const held = await HeldRun.open(home);
  const { requestId } = held.state;
  await held.letGo();
  expect((await HeldRun.open(home)).state).toMatchObject({ runId: null, leaseEpoch: null });
  expect(held.state.requestId).not.toBe(requestId);
});

test("a state file that was cut short counts as none", async () => {
  await writeFile(path.join(home, "held-run.json"), '{"requestId": "a');
  expect((await HeldRun.open(home)).state.runId).toBeNull();
});

test("a trainer that outlived its runner is ended, another process of that number is not", async () => {
  const sleeper = (...args: string[]) => spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)", ...args], { stdio: "ignore" });
  const trainer = sleeper("trainer-process.ts", "run_x");
  const other = sleeper("something-else");
  try {
    const held = await HeldRun.open(home);
    await held.set({ runId: "run_x", trainerPid: other.pid! });
    expect(held.endOrphan()).toBeNull();
    await held.set({ runId: "run_x", trainerPid: trainer.pid! });
    expect(held.endOrphan()).toBe(trainer.pid);
    const [, signal] = await once(trainer, "exit");
    expect(signal).toBe("SIGKILL");
    expect(other.exitCode).toBeNull();
  } finally {
    trainer.kill("SIGKILL");
    other.kill("SIGKILL");
  }
});

test("two runners do not share a home; one that was killed leaves no lock that holds", async () => {
  const unlock = await lockHome(home);
  await unlock();
  const runner = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)", "runner"], { stdio: "ignore" });
  await writeFile(path.join(home, "lock"), String(runner.pid));
  await expect(lockHome(home)).rejects.toThrow(/Another runner \(process \d+\) uses/);
  runner.kill("SIGKILL");
  await once(runner, "exit");
  await (
    await lockHome(home)
  )();
});
