import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { describeEngines } from "@capstan/engine/doctor";
import { childEnvironment } from "./config.ts";
import { findEngine } from "./find-engine.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "find-engine-"));
});
afterEach(() => rm(folder, { recursive: true }));

const never = new AbortController().signal;
const env = childEnvironment(process.env, 1);

/** A probe of other manners. */
async function program(source: string): Promise<string> {
  const file = path.join(folder, "probe.mjs");
  await writeFile(file, source);
  return file;
}

test("finds what a trainer would compute with, and why not with better", async () => {
  const best = (await describeEngines()).find(({ usable }) => usable)!;
  const { engine, failure } = await findEngine({ choice: "auto", threads: 1 }, env, never);
  expect([engine?.name, engine?.precision, engine?.threads, failure]).toEqual([best.name, "fp32", 1, null]);
  const better = (await describeEngines()).findIndex(({ name }) => name === best.name);
  expect(engine?.notUsed).toHaveLength(better);
});

test("the one that was asked for is the one that is found", async () => {
  expect((await findEngine({ choice: "wasm", threads: 1 }, env, never)).engine).toMatchObject({ name: "wasm", threads: 1, notUsed: [] });
});

const missing = (await describeEngines()).find(({ onRequest }) => !onRequest);
test.skipIf(!missing)("an engine that is not here is a failure that says what to do", async () => {
  expect(await findEngine({ choice: missing!.name, threads: 1 }, env, never)).toEqual({
    engine: null,
    failure: expect.stringContaining(missing!.reason!) as string,
  });
});

test("an engine that crashes while it loads is a failure, with what it said", async () => {
  const crash = await program(
    "process.on('message', () => { process.stderr.write('libsomething.so: no such file\\n'); process.exitCode = 3; process.disconnect(); });",
  );
  const { engine, failure } = await findEngine({ choice: "auto", threads: 1 }, env, never, crash);
  expect([engine, failure]).toEqual([
    null,
    "The process that loads the engine ended by itself (exit code 3). libsomething.so: no such file",
  ]);
  const killed = await program("process.on('message', () => process.kill(process.pid, 'SIGABRT'));");
  expect((await findEngine({ choice: "auto", threads: 1 }, env, never, killed)).failure).toContain("ended by itself (SIGABRT)");
});

test("one that hangs is ended with the runner", async () => {
  const over = new AbortController();
  const hanging = await program("process.on('message', () => setInterval(() => undefined, 1000));");
  const finding = findEngine({ choice: "auto", threads: 1 }, env, over.signal, hanging);
  setTimeout(() => over.abort(), 300);
  expect((await finding).failure).toContain("was ended");
});
