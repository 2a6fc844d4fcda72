import { prepareEngine } from "@capstan/engine/prepare-engine";
import { resolveConfig } from "@capstan/training-config/config";
import { expect, test } from "vitest";
import { prepareRun } from "./prepare-run.ts";
import { smallVersion } from "./testing/small-version.ts";

const PIECES = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "red", "circle"];
const config = resolveConfig("demo", { "text.vocabulary": "imported" });

test("an imported vocabulary is the dataset's own when no checkpoint brings one", async () => {
  await prepareEngine({ choice: "wasm" });
  const version = await smallVersion({ train: 4, val: 1, test: 0 });
  const own = { ...version, manifest: { ...version.manifest, vocabulary: `${PIECES.join("\n")}\n` } };
  const run = await prepareRun({ config, version: own });
  expect(run.vocabulary.pieces).toEqual(PIECES);
  expect(run.model.spec.vocabularySize).toBe(PIECES.length);
  run.optimizer.dispose();
  run.model.dispose();
});

test("an imported vocabulary that nobody brings is refused at its setting", async () => {
  const version = await smallVersion({ train: 4, val: 1, test: 0 });
  await expect(prepareRun({ config, version })).rejects.toMatchObject({ code: "CONFIG_INVALID", path: ["text", "vocabulary"] });
});
