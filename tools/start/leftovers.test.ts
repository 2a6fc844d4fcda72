import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Home, openHome, writePrivateJson } from "./home.ts";
import { endLeftovers, forgetPids, rememberPids } from "./leftovers.ts";

let home: Home;
let file: string;
beforeEach(async () => {
  home = openHome(await mkdtemp(path.join(os.tmpdir(), "capstan-leftovers-")));
  file = path.join(home.folder, "pids.json");
});
afterEach(() => rm(home.folder, { recursive: true }));

/** A program that has the home's folder on its command line, as those of a start have their checkout's. */
async function startOurs(): Promise<{ pid: number; ended: Promise<unknown> }> {
  const child = spawn(process.execPath, ["-e", "console.log(0); setInterval(() => {}, 1000)", home.folder], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  await once(child.stdout!, "data");
  return { pid: child.pid!, ended: once(child, "exit") };
}

test("a second start names the one that is alive, and leaves its note", async () => {
  const { pid, ended } = await startOurs();
  writePrivateJson(file, { platform: pid });
  expect(await endLeftovers(home, home.folder)).toBe(pid);
  forgetPids(home);
  expect(JSON.parse(await readFile(file, "utf8"))).toEqual({ platform: pid });
  process.kill(pid, "SIGKILL");
  await ended;
});

test("what a dead start left running is ended, and what is no program of ours is not", async () => {
  const { pid, ended } = await startOurs();
  writePrivateJson(file, { platform: 2 ** 22 - 1, api: pid, runner: process.ppid });
  expect(await endLeftovers(home, home.folder)).toBeNull();
  await ended;
  expect(existsSync(`/proc/${process.ppid}`)).toBe(true);
  expect(existsSync(file)).toBe(false);
});

test("a start forgets its own note", () => {
  rememberPids(home, { api: 1 });
  forgetPids(home);
  expect(existsSync(file)).toBe(false);
});
