/**
 * @file Residual networks, whose rectified tensors have several readers: convolutions that add to what others gave and leave out what
 * a rectifier stopped, against rectifiers and sums that stand by themselves.
 */
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { describeEngines } from "../doctor.ts";
import { convFrozenBn } from "../ops/conv-frozen-bn.ts";
import { prepareEngine } from "../prepare-engine.ts";
import { onEachEngine } from "../testing/each-engine.ts";
import { expectClose, tensorOf } from "../testing/numbers.ts";
import { gradientsOf } from "./gradients-of.ts";

const CHANNELS = 32;
/** Windows of the filters: a stem, a block that keeps its size, and one that halves it. */
const WINDOWS = [3, 1, 3, 1, 1, 1, 3, 1] as const;
type Reader = "none" | "first" | "last";

/** @param reader where something that is no convolution reads a rectified tensor, too */
function network(fused: boolean, reader: Reader): { variables: tf.Variable[]; loss: () => tf.Scalar } {
  const variables = tf.tidy(() =>
    WINDOWS.map((window, i) => tf.variable(tf.mul(tensorOf([window, window, CHANNELS, CHANNELS], i), 1 / window))),
  );
  const conv = (
    x: tf.Tensor4D,
    place: number,
    { stride = 1, relu = true, residual }: { stride?: number; relu?: boolean; residual?: tf.Tensor4D } = {},
  ): tf.Tensor4D => {
    const [scale, shift] = [tf.mul<tf.Tensor1D>(tf.ones([CHANNELS]), 0.4), tensorOf([CHANNELS], 50 + place) as tf.Tensor1D];
    const filter = variables[place] as unknown as tf.Tensor4D;
    const y = convFrozenBn({
      x,
      filter,
      scale,
      shift,
      stride,
      pad: WINDOWS[place] === 3 ? 1 : 0,
      dilation: 1,
      relu: relu && fused,
      ...(residual ? { residual } : {}),
    });
    return relu && !fused ? tf.relu(y) : y;
  };
  const loss = (): tf.Scalar => {
    const stem = conv(tensorOf([2, 12, 11, CHANNELS], 20) as tf.Tensor4D, 0);
    const other = (x: tf.Tensor): tf.Tensor => tf.mean(tf.square(tf.add(x, 1)));
    const early = reader === "first" ? other(stem) : tf.scalar(0);
    const kept = conv(conv(conv(stem, 1), 2), 3, { residual: stem });
    const halved = conv(conv(conv(kept, 5), 6, { stride: 2 }), 7, { residual: conv(kept, 4, { stride: 2, relu: false }) });
    const late = reader === "last" ? other(kept) : tf.scalar(0);
    return tf.addN([tf.mean(tf.mul(halved, tensorOf(halved.shape, 30))), early, late]) as tf.Scalar;
  };
  return { variables, loss };
}

function gradients(fused: boolean, reader: Reader): tf.TypedArray[] {
  const { variables, loss } = network(fused, reader);
  const found = gradientsOf(loss, variables);
  const numbers = found.gradients.map((gradient) => gradient.dataSync());
  tf.dispose([found.value, ...found.gradients, ...variables]);
  return numbers;
}

onEachEngine("residual networks", () => {
  test.each(["none", "first", "last"] as const)("have the gradients of their parts; other reader: %s", (reader) => {
    const [fused, plain] = [gradients(true, reader), gradients(false, reader)];
    for (const [i, gradient] of plain.entries()) {
      expect(Math.hypot(...gradient)).toBeGreaterThan(1e-5);
      expectClose(fused[i]!, gradient, 1e-5);
    }
  });

  test("give the whole gradient of a rectified tensor that no tape made", () => {
    tf.tidy(() => {
      const [filter, scale, shift] = [
        tensorOf([1, 1, CHANNELS, CHANNELS], 1) as tf.Tensor4D,
        tf.ones<tf.Rank.R1>([CHANNELS]),
        tf.zeros<tf.Rank.R1>([CHANNELS]),
      ];
      const conv = (x: tf.Tensor4D): tf.Tensor4D => convFrozenBn({ x, filter, scale, shift, stride: 1, pad: 0, dilation: 1, relu: true });
      const rectified = conv(tensorOf([1, 9, 9, CHANNELS], 2) as tf.Tensor4D);
      const copy = tf.tensor(rectified.dataSync(), rectified.shape);
      const [ofOutput, ofCopy] = [rectified, copy].map((x) =>
        tf
          .grad((given) => tf.sum(conv(given as tf.Tensor4D)))(x)
          .dataSync(),
      );
      expectClose(ofOutput!, ofCopy!, 0);
    });
  });
});

const native = (await describeEngines()).find(({ name }) => name === "native")!;
const hasBf16 = native.usable && (await prepareEngine({ choice: "native", precision: "bf16" })).precision === "bf16";

/** How far numbers are from others, in shares of those. */
const distance = (numbers: tf.TypedArray, from: tf.TypedArray): number =>
  Math.hypot(...numbers.map((value, at) => value - from[at]!)) / Math.hypot(...from);

describe.skipIf(!hasBf16)("residual networks in bfloat16", () => {
  test.each(["none", "first", "last"] as const)("are as near to fp32 as their parts; other reader: %s", async (reader) => {
    await prepareEngine({ choice: "native", precision: "fp32" });
    const fp32 = gradients(true, reader);
    await prepareEngine({ choice: "native", precision: "bf16" });
    const [fused, plain] = [gradients(true, reader), gradients(false, reader)];
    for (const [i, gradient] of fp32.entries()) {
      expect(distance(fused[i]!, gradient)).toBeGreaterThan(1e-4);
      expect(distance(fused[i]!, gradient)).toBeLessThan(1.1 * distance(plain[i]!, gradient));
    }
  });
});
