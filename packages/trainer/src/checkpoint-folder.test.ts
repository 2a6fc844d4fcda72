import { appendFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type CheckpointContent, removeUnfinished, verifyCheckpoint, writeCheckpoint } from "./checkpoint-folder.ts";

let parent: string;
beforeEach(() => {
  parent = mkdtempSync(path.join(os.tmpdir(), "capstan-checkpoint-"));
});
afterEach(() => rmSync(parent, { recursive: true, force: true }));

const content: CheckpointContent = {
  step: 12,
  epoch: 1,
  kinds: ["LATEST", "BEST"],
  validationLoss: 1.5,
  scores: { cider: 0.8 },
  intervals: { cider: { low: 0.7, high: 0.9 } },
  versions: { capstan: "0.1.0" },
  weights: new Map([["w", { shape: [2], data: Float32Array.from([1, 2]) }]]),
  optimizer: new Map([["first.w", { shape: [2], data: Float32Array.from([3, 4]) }]]),
  texts: { "state.json": "{}", "vocab.txt": "[PAD]\n" },
};
const refused = (message: string): unknown =>
  expect.objectContaining({ code: "CHECKPOINT_DAMAGED", message: expect.stringContaining(message) });

test("a written checkpoint is whole, and its manifest says what it is", async () => {
  const folder = await writeCheckpoint(parent, content);
  expect(path.basename(folder)).toBe("checkpoint-000000012");
  expect(readdirSync(parent)).toEqual(["checkpoint-000000012"]);
  const manifest = await verifyCheckpoint(folder);
  expect(manifest).toMatchObject({ step: 12, epoch: 1, kinds: ["LATEST", "BEST"], validationLoss: 1.5, scores: { cider: 0.8 } });
  expect(manifest.files.map(({ name }) => name)).toEqual(["weights.safetensors", "optimizer.safetensors", "state.json", "vocab.txt"]);
});

test("the same step again replaces what an earlier attempt wrote", async () => {
  await writeCheckpoint(parent, content);
  const folder = await writeCheckpoint(parent, { ...content, kinds: ["FINAL"] });
  expect((await verifyCheckpoint(folder)).kinds).toEqual(["FINAL"]);
});

test("what a crash left half-written is removed, and never has a checkpoint's name", async () => {
  const half = path.join(parent, ".writing-checkpoint-000000013");
  mkdirSync(half);
  writeFileSync(path.join(half, "weights.safetensors"), "half");
  await writeCheckpoint(parent, content);
  await removeUnfinished(parent);
  expect(readdirSync(parent)).toEqual(["checkpoint-000000012"]);
  expect(existsSync(half)).toBe(false);
});

describe("is refused:", () => {
  test.each<[string, (folder: string) => void, string]>([
    ["a missing file", (folder) => rmSync(path.join(folder, "vocab.txt")), "vocab.txt is missing"],
    ["a longer file", (folder) => appendFileSync(path.join(folder, "vocab.txt"), "x"), "vocab.txt has 7 bytes instead of 6"],
    [
      "one changed byte",
      (folder) => {
        const file = path.join(folder, "weights.safetensors");
        const bytes = readFileSync(file);
        bytes[bytes.length - 1]! ^= 1;
        writeFileSync(file, bytes);
      },
      "weights.safetensors has changed",
    ],
    ["no manifest", (folder) => rmSync(path.join(folder, "manifest.json")), "manifest.json cannot be read"],
    [
      "a manifest that names a file elsewhere",
      (folder) =>
        writeFileSync(
          path.join(folder, "manifest.json"),
          JSON.stringify({ format: 1, files: [{ name: "../../etc/passwd", sizeBytes: 1, sha256: "" }] }),
        ),
      "names a file outside",
    ],
  ])("%s", async (_, damage, message) => {
    const folder = await writeCheckpoint(parent, content);
    damage(folder);
    await expect(verifyCheckpoint(folder)).rejects.toEqual(refused(message));
  });
});
