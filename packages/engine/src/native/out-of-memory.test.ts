import * as tf from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { describeEngines } from "../doctor.ts";
import { gradientsOf } from "../gradients/gradients-of.ts";
import { convFrozenBn } from "../ops/conv-frozen-bn.ts";
import { linear } from "../ops/linear.ts";
import { EngineOutOfMemory } from "../out-of-memory.ts";
import { prepareEngine } from "../prepare-engine.ts";
import { expectClose, tensorOf } from "../testing/numbers.ts";
import { parseBytes } from "./memory-budget.ts";
import { nativeBackend } from "./native-backend.ts";

test("a budget is written as people write amounts of memory", () => {
  expect(["6GB", "512MiB", "1.5g", "800000000"].map(parseBytes)).toEqual([6e9, 512 * 2 ** 20, 1.5e9, 8e8]);
  expect(() => parseBytes("plenty")).toThrow(/amount of memory such as 6GB or 512MiB, not “plenty”/);
});

const native = (await describeEngines()).find(({ name }) => name === "native")!;
if (!native.usable) {
  process.stdout.write(`skipped: out of memory on native: ${native.reason}\n`);
}

describe.skipIf(!native.usable)("out of memory on native", () => {
  const FITS = 2;
  let filter: tf.Variable;
  let weight: tf.Variable;

  beforeAll(async () => {
    await prepareEngine({ choice: "native", memoryBudgetBytes: 8e6 });
    [filter, weight] = tf.tidy(() => [tf.variable(tensorOf([3, 3, 3, 16], 1)), tf.variable(tensorOf([16, 8], 2))]) as [
      tf.Variable,
      tf.Variable,
    ];
  });
  afterAll(async () => {
    tf.dispose([filter, weight]);
    await prepareEngine({ choice: "native" });
  });

  /** A step's gradients; with few pictures 8 MB are enough, with many they are not. */
  function step(pictures: number): number[] {
    const { value, gradients } = gradientsOf(() => {
      const x = tensorOf([pictures, 32, 32, 3], 0) as tf.Tensor4D;
      const y = convFrozenBn({
        x,
        filter: filter as unknown as tf.Tensor4D,
        scale: tf.ones([16]),
        shift: tf.zeros([16]),
        stride: 1,
        pad: 1,
        dilation: 1,
        relu: true,
      });
      return tf.mean(tf.square(linear(tf.reshape(y, [-1, 16]), weight as unknown as tf.Tensor2D, tf.zeros([8]), "relu")));
    }, [filter, weight]);
    const found = [value, ...gradients].flatMap((tensor) => Array.from(tensor.dataSync()));
    tf.dispose([value, ...gradients]);
    return found;
  }

  /** The first does not fit at the first op, the others after a few. */
  test.each([256, 100, 64, 40])(
    "a batch of %i does not fit: an error names op, shape and budget; a smaller one computes as before",
    (pictures) => {
      const expected = step(FITS);
      const [tensors, bytes] = [tf.memory().numTensors, nativeBackend().pool.liveBytes];
      let caught: unknown;
      try {
        step(pictures);
      } catch (error) {
        caught = error;
      }
      expect(caught).toBeInstanceOf(EngineOutOfMemory);
      const { op, shape, bytes: wanted, budgetBytes, message } = caught as EngineOutOfMemory;
      expect(budgetBytes).toBe(8e6);
      expect(wanted).toBe(4 * tf.util.sizeFromShape([...shape]));
      expect(message).toContain(
        `${op} needs ${Math.ceil(wanted / 1e6)} MB for [${shape.join(", ")}], more than is left of the engine's 8 MB. Use a smaller batch`,
      );
      if (pictures === 256) {
        expect([op, shape]).toEqual(["convFrozenBn", [256, 32, 32, 16]]);
      }
      expect(tf.memory().numTensors).toBe(tensors);
      expect(nativeBackend().pool.liveBytes).toBe(bytes);
      expectClose(step(FITS), expected, 1e-6);
    },
  );

  test("an array from JavaScript counts, and is named too", () => {
    expect(() => tf.tensor1d(new Float32Array(3e6))).toThrow(EngineOutOfMemory);
    expect(() => tf.tensor1d(new Int32Array(3e6))).toThrow(EngineOutOfMemory);
  });

  test("what is in use goes back to what it was when tensors are disposed of, whatever made them", () => {
    const before = nativeBackend().pool.liveBytes;
    tf.tidy(() => {
      const ids = tf.tensor1d([1, 2, 3], "int32");
      tf.add(tf.cast(tf.greater(ids, 1), "float32"), tf.range(0, 3));
      tf.slice(tensorOf([100, 300], 4), [5, 5], [50, 50]).clone();
      tf.sin(tf.ones([20, 20]));
    });
    expect(nativeBackend().pool.liveBytes).toBe(before);
  });
});
