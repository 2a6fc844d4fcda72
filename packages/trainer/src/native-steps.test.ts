/** @file What only whole steps show of the native engine: nothing of them runs in JavaScript, they leak nothing, and they repeat. */
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { INFERENCE } from "@capstan/captioner/forward-context";
import { generateCaptions } from "@capstan/captioner/decode/generate-captions";
import { describeEngines } from "@capstan/engine/doctor";
import { clearFallbacks, fallbacks } from "@capstan/engine/native/fallbacks";
import { nativeBackend } from "@capstan/engine/native/native-backend";
import { prepareEngine } from "@capstan/engine/prepare-engine";
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { pixelsOf } from "./training-step.ts";
import { type SmallTraining, startSmallTraining } from "./testing/small-steps.ts";

const native = (await describeEngines()).find(({ name }) => name === "native")!;
if (!native.usable) process.stdout.write(`skipped: native steps: ${native.reason}\n`);

/** On a busy machine two threads wait long for each other. */
const PATIENCE_MS = 120_000;

async function decode({ model, batch }: SmallTraining): Promise<void> {
  const pixels = pixelsOf(batch);
  const encoded = model.encode({ pixels, pixelMask: batch.pixelMask, height: batch.S, width: batch.S }, INFERENCE);
  for (const beamWidth of [1, 3]) await generateCaptions(model, encoded, { beamWidth, maxLength: 6 });
  tf.dispose([pixels, encoded.memory, encoded.placedMemory, ...(encoded.keyPadding ? [encoded.keyPadding] : [])]);
}

describe.skipIf(!native.usable)("native", () => {
  const variants = (["tiny", "resnet18"] as const).flatMap((backbone) =>
    (["fp32", "bf16"] as const).map((precision) => ({ backbone, precision })),
  );

  test.each(variants)(
    "a $backbone captioner in $precision trains and captions without a kernel of JavaScript, and leaves nothing behind",
    async ({ backbone, precision }) => {
      await prepareEngine({ choice: "native", precision });
      const training = startSmallTraining(backbone, 1);
      clearFallbacks();
      await training.step();
      await decode(training);
      expect(Object.fromEntries(fallbacks())).toEqual({});
      const [tensors, bytes] = [tf.memory().numTensors, nativeBackend().pool.liveBytes];
      for (let i = 0; i < 2; i++) await training.step();
      await decode(training);
      expect(tf.memory().numTensors).toBe(tensors);
      expect(nativeBackend().pool.liveBytes).toBe(bytes);
      training.dispose();
    },
    PATIENCE_MS,
  );

  test.each([
    ["tiny", "bf16"],
    ["resnet18", "fp32"],
  ])(
    "two processes train %s in %s to the same bits",
    async (backbone, precision) => {
      const program = fileURLToPath(new URL("testing/steps-program.ts", import.meta.url));
      const env = { ...process.env, OMP_WAIT_POLICY: "passive" };
      const run = async (): Promise<unknown> =>
        JSON.parse((await promisify(execFile)(process.execPath, [program, backbone, "7", "2", precision], { env })).stdout);
      expect(await run()).toEqual(await run());
    },
    PATIENCE_MS,
  );
});
