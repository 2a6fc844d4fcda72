import * as tf from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { onEachEngine } from "../testing/each-engine.ts";
import { expectClose, values } from "../testing/numbers.ts";
import { bestTokens } from "./best-tokens.ts";

onEachEngine("best tokens", () => {
  test.each([
    [1, 30_522, 1],
    [3, 1000, 5],
    [2, 6, 4],
    [9, 77, 3],
  ])("of %i rows of %i the best %i are those of a sort, without the excluded", async (rows, columns, count) => {
    const never = [0, 3];
    const logits = values(rows * columns, 3).map((value) => value * 8);
    const x = tf.tensor2d(logits, [rows, columns]);
    const found = await bestTokens(x, count, never);
    x.dispose();
    for (let row = 0; row < rows; row++) {
      const own = Array.from(logits.subarray(row * columns, (row + 1) * columns));
      const whole = Math.log(own.reduce((sum, value) => sum + Math.exp(value), 0));
      const sorted = own
        .map((value, id) => ({ id, value: value - whole }))
        .filter(({ id }) => !never.includes(id))
        .toSorted((a, b) => b.value - a.value)
        .slice(0, count);
      expect(Array.from(found.ids.subarray(row * count, (row + 1) * count))).toEqual(sorted.map(({ id }) => id));
      expectClose(
        found.logProbabilities.subarray(row * count, (row + 1) * count),
        sorted.map(({ value }) => value),
        1e-5,
      );
    }
  });

  test("of equals the smallest id comes first, and where too few are left the rest is -1", async () => {
    const x = tf.tensor2d([[1, 5, 5, 5, 2]]);
    expect(Array.from((await bestTokens(x, 3, [1])).ids)).toEqual([2, 3, 4]);
    expect(Array.from((await bestTokens(x, 4, [1, 2])).ids)).toEqual([3, 4, 0, -1]);
    x.dispose();
  });
});
