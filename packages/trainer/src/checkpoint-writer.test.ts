import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { readdir } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { readSafetensors } from "@capstan/captioner/weights/weights-file";
import { afterAll, expect, test } from "vitest";
import { verifyCheckpoint } from "./checkpoint-folder.ts";
import { CheckpointWriter, type RunSnapshot } from "./checkpoint-writer.ts";

const parent = mkdtempSync(path.join(os.tmpdir(), "capstan-writer-"));
const writer = new CheckpointWriter();
afterAll(async () => {
  await writer.close();
  rmSync(parent, { recursive: true, force: true });
});

const snapshot = (step: number): RunSnapshot => ({
  step,
  epoch: 0,
  kinds: ["LATEST"],
  validationLoss: null,
  scores: {},
  intervals: {},
  versions: {},
  // In memory [in, out]; on disk [out, in].
  weights: [{ name: "w", key: "w", third: null, layout: "linear", torchShape: [2, 3], values: Float32Array.from([1, 2, 3, 4, 5, step]) }],
  optimizer: new Map([["first.w", { shape: [1], data: Float32Array.from([step]) }]]),
  texts: { "state.json": "{}" },
});

test("what is given is written in PyTorch's order by another thread, one after another, and its arrays are taken", async () => {
  const given = snapshot(1);
  const both = [writer.write(parent, given), writer.write(parent, snapshot(2))];
  const [first, second] = await Promise.all(both);
  expect([first, second].map((folder) => path.basename(folder!))).toEqual(["checkpoint-000000001", "checkpoint-000000002"]);
  expect(given.weights[0]!.values).toHaveLength(0);
  await expect(verifyCheckpoint(second!)).resolves.toMatchObject({ step: 2 });
  const weights = await readSafetensors(path.join(first!, "weights.safetensors"));
  expect([...weights.get("w")!.data]).toEqual([1, 3, 5, 2, 4, 1]);
  expect((await readdir(parent)).toSorted()).toEqual(["checkpoint-000000001", "checkpoint-000000002"]);
});

test("what the disk says comes back with its code, and the next one is written all the same", async () => {
  const blocked = path.join(parent, "file");
  writeFileSync(blocked, "");
  const failing = writer.write(blocked, snapshot(3));
  const next = writer.write(parent, snapshot(4));
  await expect(failing).rejects.toMatchObject({ code: expect.stringMatching(/ENOTDIR|EEXIST/) as string });
  await expect(verifyCheckpoint(await next)).resolves.toMatchObject({ step: 4 });
});
