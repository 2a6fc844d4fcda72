import * as tf from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { onEachEngine } from "../testing/each-engine.ts";
import { expectClose, tensorOf, values } from "../testing/numbers.ts";
import { adamW } from "./adam-w.ts";
import { clipCoefficient, globalNorm } from "./clip.ts";
import { dropout } from "./dropout.ts";
import { seedOf } from "./random-bits.ts";

onEachEngine("training ops", () => {
  test("dropout drops its share, keeps the mean, and sends the gradient through the same mask", () => {
    tf.tidy(() => {
      const rate = 0.25;
      const y = dropout(tf.ones([100, 100]), rate, 42).dataSync();
      const dropped = y.filter((value) => value === 0).length / y.length;
      expect(Math.abs(dropped - rate)).toBeLessThan(0.02);
      expect(y.every((value) => value === 0 || Math.abs(value - 1 / (1 - rate)) < 1e-6)).toBe(true);
      const gradient = tf
        .grad((x) => tf.sum(dropout(x, rate, 42)))(tf.zeros([100, 100]))
        .dataSync();
      expectClose(gradient, y, 1e-6);
      expect(dropout(tf.ones([100, 100]), rate, 43).dataSync()).not.toEqual(y);
    });
  });

  test("a seed gives the same dropout mask on every engine", () => {
    tf.tidy(() => {
      const kept = Array.from(dropout(tf.ones([32]), 0.5, 7).dataSync(), (value) => (value === 0 ? "0" : "1")).join("");
      expect(kept).toBe("01011010011010000011100000001110");
      expect(new Set([seedOf(1, 2, 3), seedOf(1, 3, 2), seedOf(2, 2, 3), seedOf(1, 2)]).size).toBe(4);
    });
  });

  test("the global norm is that of all gradients as one vector, and clipping follows it", () => {
    tf.tidy(() => {
      const gradients = [tensorOf([3, 5], 0), tensorOf([70, 41], 1), tensorOf([], 2)];
      const sum = gradients.flatMap((gradient) => Array.from(gradient.dataSync())).reduce((all, value) => all + value * value, 0);
      expectClose(globalNorm(gradients).dataSync(), [Math.sqrt(sum)], 1e-5);
    });
    expect(clipCoefficient(4, 1)).toBeCloseTo(0.25, 6);
    expect(clipCoefficient(0.5, 1)).toBe(1);
  });

  test("AdamW takes the steps of its formula in double precision", () => {
    const shapes = [[3, 4], [67], [1000, 3]];
    const [lr, weightDecay] = [
      [0.01, 0.02, 0.001],
      [0.1, 0, 0.05],
    ];
    const { beta1, beta2, epsilon, gradientScale } = { beta1: 0.9, beta2: 0.98, epsilon: 1e-8, gradientScale: 0.5 };
    const [parameters, firstMoments, secondMoments] = tf.tidy(() => [
      shapes.map((shape, i) => tf.variable(tensorOf(shape, i))),
      shapes.map((shape) => tf.variable(tf.zeros(shape))),
      shapes.map((shape) => tf.variable(tf.zeros(shape))),
    ]) as [tf.Variable[], tf.Variable[], tf.Variable[]];
    const expected = shapes.map((shape, i) => Array.from(values(tf.util.sizeFromShape(shape), i)));
    const moments = expected.map((one) => one.map(() => [0, 0] as [number, number]));
    for (let step = 1; step <= 3; step++) {
      const gradients = shapes.map((shape, i) => tensorOf(shape, 10 * step + i));
      adamW({ parameters, gradients, firstMoments, secondMoments, lr, weightDecay, step, beta1, beta2, epsilon, gradientScale });
      for (const [i, gradient] of gradients.entries()) {
        for (const [at, value] of gradient.dataSync().entries()) {
          const g = value * gradientScale;
          const moment = moments[i]![at]!;
          moment[0] = moment[0] * beta1 + g * (1 - beta1);
          moment[1] = moment[1] * beta2 + g * g * (1 - beta2);
          const root = Math.sqrt(moment[1] / (1 - beta2 ** step)) + epsilon;
          expected[i]![at] = expected[i]![at]! * (1 - lr[i]! * weightDecay[i]!) - (lr[i]! * (moment[0] / (1 - beta1 ** step))) / root;
        }
      }
      tf.dispose(gradients);
    }
    for (const [i, parameter] of parameters.entries()) {
      expectClose(parameter.dataSync(), expected[i]!, 1e-5);
      expectClose(
        firstMoments[i]!.dataSync(),
        moments[i]!.map(([first]) => first),
        1e-6,
      );
      expectClose(
        secondMoments[i]!.dataSync(),
        moments[i]!.map(([, second]) => second),
        1e-6,
      );
    }
    tf.dispose([...parameters, ...firstMoments, ...secondMoments]);
  });
});
