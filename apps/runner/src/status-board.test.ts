import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type RunnerStatus, StatusBoard, statusFile } from "./status-board.ts";

let home: string;
const failures: unknown[] = [];
beforeEach(async () => {
  home = await mkdtemp(path.join(os.tmpdir(), "board-"));
  failures.length = 0;
});
afterEach(() => rm(home, { recursive: true }));

const read = async () => JSON.parse(await readFile(statusFile(home), "utf8")) as RunnerStatus;

test("what loops do is written within a second or so, and closing says that nothing is at work", async () => {
  const board = new StatusBoard(home, "http://127.0.0.1:4000/graphql", (error) => failures.push(error));
  board.setRun({ id: "run_a", name: "a", attempt: 1 });
  board.set("trainer", "training: step 7, epoch 0");
  await expect
    .poll(read, { timeout: 10_000 })
    .toMatchObject({ run: { id: "run_a" }, loops: { trainer: { doing: "training: step 7, epoch 0" } } });
  await board.close();
  expect(await read()).toMatchObject({ run: null, loops: {} });
});

test("writes do not get in each other's way, and nothing comes after the last", async () => {
  const board = new StatusBoard(home, "http://127.0.0.1:4000/graphql", (error) => failures.push(error));
  board.set("claim", "asking");
  await Promise.all(Array.from({ length: 20 }, () => board.close()));
  board.set("commands", "listening");
  await new Promise((resolve) => setTimeout(resolve, 1200));
  expect([failures, await readdir(home), (await read()).loops]).toEqual([[], ["status.json"], {}]);
});
