import { spawn, type ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../../test/support/test-database.ts";
import { freePort } from "../../../tools/postgres/cluster.ts";

let database: TestDatabase;
let folder: string;
let child: ChildProcess | null = null;
beforeAll(async () => {
  [database, folder] = [await createTestDatabase(), await mkdtemp(path.join(os.tmpdir(), "capstan-main-"))];
});
afterEach(() => void child?.kill("SIGKILL"));
afterAll(async () => {
  await database.drop();
  await rm(folder, { recursive: true, force: true });
});

const settings = (port: number): Record<string, string> => ({
  API_PORT: String(port),
  DATABASE_APP_URL: database.appUrl,
  DATABASE_SYSTEM_URL: database.systemUrl,
  AUTH_SECRET: randomBytes(32).toString("base64"),
  OBJECTS_DIR: path.join(folder, "objects"),
  CACHE_DIR: path.join(folder, "cache"),
  NODE_ENV: "production",
});

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}
function start(env: Record<string, string>, stdin: "pipe" | "ignore"): { ended: Promise<Ended>; process: ChildProcess } {
  const started = spawn(process.execPath, [path.join(import.meta.dirname, "main.ts")], {
    env: { PATH: process.env.PATH, ...env },
    stdio: [stdin, "pipe", "pipe"],
  });
  child = started;
  let [stdout, stderr] = ["", ""];
  started.stdout!.on("data", (chunk) => (stdout += chunk));
  started.stderr!.on("data", (chunk) => (stderr += chunk));
  return { process: started, ended: new Promise((resolve) => started.once("exit", (code) => resolve({ code, stdout, stderr }))) };
}
async function untilReady(port: number): Promise<void> {
  await expect
    .poll(async () => (await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => null))?.status, { timeout: 40_000, interval: 100 })
    .toBe(200);
}

describe("the program", () => {
  it.each(["SIGTERM", "SIGINT"] as const)("serves, and ends in order on %s", async (signal) => {
    const port = await freePort();
    const { process: api, ended } = start(settings(port), "ignore");
    await untilReady(port);
    api.kill(signal);
    const { code, stdout, stderr } = await ended;
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toContain("the API has ended");
  });

  it("ends when who started it is gone", async () => {
    const port = await freePort();
    const { process: api, ended } = start(settings(port), "pipe");
    await untilReady(port);
    api.stdin!.end();
    expect((await ended).code).toBe(0);
  });

  it("names every setting that is missing or wrong, and starts nothing", async () => {
    const { ended } = start({ API_PORT: "many", AUTH_SECRET: "short", WEB_ORIGIN: "dashboard", CAPTION_PRECISION: "fp16" }, "ignore");
    const { code, stderr } = await ended;
    expect(code).toBe(1);
    const said = ["API_PORT", "AUTH_SECRET", "WEB_ORIGIN", "CAPTION_PRECISION: is fp32, or bf16"];
    for (const name of [...said, "DATABASE_APP_URL: is missing", "DATABASE_SYSTEM_URL: is missing"]) {
      expect(stderr).toContain(name);
    }
  });

  it("says that the database cannot be reached, and where it looked", async () => {
    const port = await freePort();
    const nowhere = `postgresql://capstan_system:x@127.0.0.1:${await freePort()}/nothing`;
    const { ended } = start({ ...settings(port), DATABASE_APP_URL: nowhere, DATABASE_SYSTEM_URL: nowhere }, "ignore");
    const { code, stderr } = await ended;
    expect(code).toBe(1);
    expect(stderr).toMatch(/database cannot be reached \(127\.0\.0\.1:\d+\)/);
  });
});
