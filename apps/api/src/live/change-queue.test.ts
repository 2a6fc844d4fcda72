import { expect, test } from "vitest";
import type { Change } from "./change-feed.ts";
import { ChangeQueue } from "./change-queue.ts";
import { parseChange } from "./postgres-change-feed.ts";

const run = (id: string | null): Change => ({ kind: "run", teamId: "team_a", id });

async function take(queue: ChangeQueue, count: number): Promise<Change[]> {
  const taken: Change[] = [];
  for await (const change of queue) {
    taken.push(change);
    if (taken.length === count) break;
  }
  return taken;
}

test("changes of one row that nobody took are one", async () => {
  const queue = new ChangeQueue(new AbortController().signal);
  for (let i = 0; i < 1000; i++) queue.push(run("run_a"));
  queue.push(run("run_b"));
  expect(queue.size).toBe(2);
  expect(await take(queue, 2)).toEqual([run("run_a"), run("run_b")]);
});

test("beyond 256 rows they become one change that says: read everything again", async () => {
  const queue = new ChangeQueue(new AbortController().signal);
  for (let row = 0; row < 100_000; row++) queue.push(run(`run_${row}`));
  expect(queue.size).toBeLessThanOrEqual(256);
  queue.push({ kind: "checkpoint", teamId: "team_a", id: "ckpt_a" });
  expect(await take(queue, 2)).toMatchObject([
    { kind: "run", id: null },
    { kind: "checkpoint", id: "ckpt_a" },
  ]);
});

test("a queue that waits ends when it is aborted", async () => {
  const controller = new AbortController();
  const waiting = take(new ChangeQueue(controller.signal), 1);
  controller.abort();
  expect(await waiting).toEqual([]);
});

test("what is announced is read, and what is not ours is not", () => {
  expect(parseChange("run:team_a:run_b")).toEqual({ kind: "run", teamId: "team_a", id: "run_b" });
  expect(parseChange("checkpoint:team_a:ckpt_b")).toEqual({ kind: "checkpoint", teamId: "team_a", id: "ckpt_b" });
  for (const payload of ["", "probe:1", "job:team_a:b", "run:team_a"]) expect(parseChange(payload)).toBeNull();
});
