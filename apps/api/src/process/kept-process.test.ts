import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { AppError } from "@capstan/run/error-code";
import pino from "pino";
import { afterEach, expect, test } from "vitest";
import { KeptProcess } from "./kept-process.ts";
import { ProcessEnded } from "./process-limits.ts";
import { ProcessQueue } from "../captioning/process-queue.ts";
import type { Oddity } from "./testing/odd-process.ts";

const MIB = 1024 ** 2;
const OPTIONS = {
  name: "odd",
  program: new URL("./testing/odd-process.ts", import.meta.url),
  memoryBytesMax: 250 * MIB,
  watchEveryMs: 20,
  timeoutMs: 1_000,
  processes: 1,
  waitingMax: 3,
  waitMsMax: 5_000,
  log: pino({ level: "silent" }),
};
const open: { close(): Promise<void> }[] = [];
const queueOf = (options: Partial<typeof OPTIONS & { args: string[] }> = {}): ProcessQueue<Oddity, unknown> => {
  const queue = new ProcessQueue<Oddity, unknown>({ ...OPTIONS, ...options });
  open.push(queue);
  return queue;
};
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()));
});

test.each([
  ["hang", "timeout"],
  ["spin", "timeout"],
  ["grow", "memory"],
  ["crash", "crash"],
] as const)(
  "a process that is made to %s is ended for %s, and another one answers within two seconds",
  async (oddity, why) => {
    const queue = queueOf({ timeoutMs: why === "timeout" ? 1_000 : 20_000 });
    const first = await queue.ask("echo");
    const failure = await queue.ask(oddity).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ProcessEnded);
    expect((failure as ProcessEnded).why).toBe(why);
    const startedMs = performance.now();
    expect(await queue.ask("echo")).not.toBe(first);
    expect(performance.now() - startedMs).toBeLessThan(2_000);
  },
  30_000,
);

test("what a process refuses keeps its code, what goes wrong in it does not get one, and it lives on", async () => {
  const queue = queueOf();
  const pid = await queue.ask("echo");
  await expect(queue.ask("refuse")).rejects.toMatchObject({ code: "IMAGE_CORRUPT", message: "No." });
  const fault = await queue.ask("fault").catch((error: unknown) => error);
  expect(fault).not.toBeInstanceOf(AppError);
  expect(String(fault)).toContain("a bug");
  expect(await queue.ask("echo")).toBe(pid);
});

test("a process sees nothing of our environment but where libraries and devices are", async () => {
  process.env.AUTH_SECRET_FOR_TEST = "secret";
  const names = (await queueOf().ask("environment")) as string[];
  delete process.env.AUTH_SECRET_FOR_TEST;
  const known = ["PATH", "TMPDIR", "LD_LIBRARY_PATH", "CUDA_VISIBLE_DEVICES", "NVIDIA_VISIBLE_DEVICES"];
  expect(names.filter((name) => !known.includes(name) && !name.startsWith("NODE_CHANNEL_"))).toEqual([]);
});

test("requests wait for their turn; more than may wait, and those that wait too long, are refused", async () => {
  const queue = queueOf({ timeoutMs: 3_000, waitMsMax: 500 });
  await queue.ask("echo");
  const hanging = queue.ask("hang").catch((error: unknown) => error);
  const waiting = [1, 2, 3].map(() => queue.ask("echo").catch((error: unknown) => error));
  await expect(queue.ask("echo")).rejects.toMatchObject({ code: "RATE_LIMITED" });
  for (const answer of await Promise.all(waiting)) expect(answer).toMatchObject({ code: "RATE_LIMITED" });
  expect(await hanging).toBeInstanceOf(ProcessEnded);
});

test("teams take turns, whatever one of them sends, and the longest line gives way when there is no room", async () => {
  const queue = queueOf({ waitingMax: 4, timeoutMs: 20_000 });
  await queue.ask("echo", { owner: "busy" });
  const done: string[] = [];
  const ask = (owner: string, name: string): Promise<unknown> =>
    queue.ask("echo", { owner }).then(
      () => done.push(name),
      (error: AppError) => done.push(`${name} ${error.code}`),
    );
  // The first is at work at once; four wait. The last of the busy team's makes room for another team's first.
  const asked = ["busy 1", "busy 2", "busy 3", "busy 4", "busy 5"].map((name) => ask("busy", name));
  expect(queue.waitingCount).toBe(4);
  asked.push(ask("small", "small 1"), ask("busy", "busy 6"));
  await Promise.all(asked);
  expect(done.filter((name) => name.includes("RATE_LIMITED")).toSorted()).toEqual(["busy 5 RATE_LIMITED", "busy 6 RATE_LIMITED"]);
  expect(done.filter((name) => !name.includes("RATE_LIMITED"))).toEqual(["busy 1", "busy 2", "small 1", "busy 3", "busy 4"]);
}, 30_000);

test("a program that dies at its start is tried again, later each time, until it works", async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), "capstan-kept-"));
  const stop = path.join(folder, "stop");
  await writeFile(stop, "");
  const queue = queueOf({ args: [stop], waitMsMax: 20_000 });
  const asked = queue.ask("echo");
  await new Promise((resolve) => setTimeout(resolve, 700));
  await rm(folder, { recursive: true });
  expect(await asked).toBeTypeOf("number");
}, 30_000);

test("closing ends the process, also one that hangs, and leaves nothing to start again", async () => {
  const kept = await new Promise<KeptProcess<Oddity, unknown>>((resolve) => {
    const process = new KeptProcess<Oddity, unknown>(OPTIONS, () => resolve(process));
  });
  const { pid } = kept;
  const hanging = kept.ask("spin").catch((error: unknown) => error);
  await kept.close();
  expect(await hanging).toMatchObject({ why: expect.stringMatching(/closed|timeout/) });
  expect(() => process.kill(pid!, 0)).toThrow(/ESRCH/);
  expect(kept.pid).toBeUndefined();
});
