import * as tf from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { describeEngines } from "./doctor.ts";
import { prepareEngine } from "./prepare-engine.ts";

test("the automatic choice is the best engine that starts, and says why each better one is not used", async () => {
  const engines = await describeEngines();
  const summary = await prepareEngine();
  const chosen = engines.findIndex(({ name }) => name === summary.name);
  expect(tf.getBackend()).toBe(summary.name);
  expect(summary.notUsed).toHaveLength(chosen);
  for (const [at, { name, usable, reason }] of engines.slice(0, chosen).entries()) {
    expect(summary.notUsed[at]).toContain(usable ? name : reason);
  }
  expect(summary.threads).toBeGreaterThanOrEqual(1);
});

test("wasm is always there, and can be asked for", async () => {
  const summary = await prepareEngine({ choice: "wasm", precision: "bf16" });
  expect(summary).toMatchObject({ name: "wasm", precision: "fp32", threads: 1 });
  expect(tf.tidy(() => tf.add(1, 2).dataSync()[0])).toBe(3);
});

test("an engine that does not work here is refused with the remedy", async () => {
  const missing = (await describeEngines()).find(({ onRequest }) => !onRequest);
  if (missing === undefined) {
    process.stdout.write("skipped: every engine works on this machine\n");
    return;
  }
  expect(missing.advice).not.toBeNull();
  await expect(prepareEngine({ choice: missing.name })).rejects.toThrow(missing.advice!);
});
