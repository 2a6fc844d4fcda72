import * as tf from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { linear } from "../ops/linear.ts";
import { onEachEngine } from "../testing/each-engine.ts";
import { expectClose, tensorOf } from "../testing/numbers.ts";
import { gradientsOf } from "./gradients-of.ts";

onEachEngine("gradientsOf", () => {
  /** Two layers that share a weight, a skipped connection, and a variable that is not used. */
  function network(): { variables: tf.Variable[]; loss: () => tf.Scalar } {
    const variables = tf.tidy(() => [[6, 6], [6], [3]].map((shape, i) => tf.variable(tensorOf(shape, i))));
    const [weight, bias] = variables as [tf.Variable, tf.Variable];
    const loss = (): tf.Scalar => {
      const x = tensorOf([4, 6], 9);
      const once = linear(x, weight as unknown as tf.Tensor2D, bias as unknown as tf.Tensor1D, "relu");
      const twice = tf.add(linear(once, weight as unknown as tf.Tensor2D, bias as unknown as tf.Tensor1D, "none"), once);
      return tf.sum(tf.square(tf.concat([twice, tf.reshape(once, [4, 6])], 0)));
    };
    return { variables, loss };
  }

  test("gives the value and the gradients that tf.variableGrads gives, and zeros for what is not used", () => {
    const { variables, loss } = network();
    const used = variables.slice(0, 2);
    const expected = tf.variableGrads(loss, used);
    const { value, gradients } = gradientsOf(loss, variables);
    expectClose(value.dataSync(), expected.value.dataSync(), 0);
    for (const [i, variable] of used.entries()) {
      expectClose(gradients[i]!.dataSync(), expected.grads[variable.name]!.dataSync(), 1e-6);
    }
    expect(Array.from(gradients[2]!.dataSync())).toEqual([0, 0, 0]);
    tf.dispose([value, ...gradients, expected.value, ...Object.values(expected.grads), ...variables]);
  });

  test("leaves nothing behind when the forward pass or a gradient throws, and works again afterwards", () => {
    const { variables, loss } = network();
    const before = tf.memory();
    expect(() =>
      gradientsOf(() => {
        loss();
        throw new Error("no more");
      }, variables),
    ).toThrow("no more");
    // Sin has no gradient here.
    expect(() => gradientsOf(() => tf.sum(tf.sin(loss())), variables)).toThrow(/Sin has no gradient/);
    expect(tf.memory().numTensors).toBe(before.numTensors);
    const { value, gradients } = gradientsOf(loss, variables);
    expect(gradients[0]!.dataSync().some((each) => each !== 0)).toBe(true);
    tf.dispose([value, ...gradients, ...variables]);
  });
});
