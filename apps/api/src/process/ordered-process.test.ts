import { mkdtemp, readFile, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { AppError } from "@capstan/run/error-code";
import { afterEach, expect, test } from "vitest";
import { OrderedProcess } from "./ordered-process.ts";
import { ProcessEnded, type ProcessLimits } from "./process-limits.ts";
import type { OddOrder } from "./testing/odd-order-process.ts";

const MIB = 1024 ** 2;
const LIMITS: ProcessLimits = { memoryBytesMax: 250 * MIB, watchEveryMs: 20, timeoutMs: 20_000 };
const open: OrderedProcess<OddOrder, number, string>[] = [];
const start = (limits?: Partial<ProcessLimits>): OrderedProcess<OddOrder, number, string> => {
  const program = new URL("./testing/odd-order-process.ts", import.meta.url);
  const process = new OrderedProcess<OddOrder, number, string>({
    name: "odd",
    program,
    ...(limits ? { limits: { ...LIMITS, ...limits } } : {}),
  });
  open.push(process);
  return process;
};
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.end()));
});

test("events come one by one, each after the one before was taken, and the outcome last", async () => {
  const heard: string[] = [];
  const outcome = await start().run({ kind: "count", to: 3 }, async (number) => {
    heard.push(`begins ${number}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
    heard.push(`took ${number}`);
  });
  expect(outcome).toBe("counted to 3");
  expect(heard).toEqual(["begins 1", "took 1", "begins 2", "took 2", "begins 3", "took 3"]);
});

test("what cannot be taken ends the order with its reason", async () => {
  await expect(start().run({ kind: "count", to: 3 }, () => Promise.reject(new Error("no room")))).rejects.toThrow("no room");
});

test("what it refuses keeps its code", async () => {
  const refused = await start()
    .run({ kind: "refuse" })
    .catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(AppError);
  expect(refused).toMatchObject({ code: "UPLOAD_INCOMPLETE", message: "No." });
});

test.each([
  ["crash", "crash", {}],
  ["grow", "memory", {}],
  ["hang", "timeout", { timeoutMs: 1_000 }],
] as const)(
  "one that is made to %s ends for %s",
  async (kind, why, limits) => {
    const ended = await start(limits)
      .run({ kind })
      .catch((error: unknown) => error);
    expect(ended).toBeInstanceOf(ProcessEnded);
    expect(ended).toMatchObject({ why });
    if (kind === "crash") expect(String(ended)).toContain("my last words");
  },
  30_000,
);

test("one that is ended may tidy up; nobody is left waiting for it, also when it ends before its order", async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), "capstan-ordered-"));
  const file = path.join(folder, "note");
  const process = start();
  const going = await new Promise<{ readonly outcome: Promise<unknown> }>((resolve) => {
    const outcome: Promise<unknown> = process.run({ kind: "tidy", file }, () => resolve({ outcome })).catch((error: unknown) => error);
  });
  await process.end();
  expect(await going.outcome).toBeInstanceOf(Error);
  expect(await readFile(file, "utf8")).toBe("tidied up");
  await rm(folder, { recursive: true });

  const idle = start();
  await idle.end();
  await expect(idle.run({ kind: "count", to: 1 })).rejects.toMatchObject({ why: "closed" });
});
