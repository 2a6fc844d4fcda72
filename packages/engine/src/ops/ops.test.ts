import * as tf from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { onEachEngine } from "../testing/each-engine.ts";
import { expectClose, expectGradients, tensorOf, values } from "../testing/numbers.ts";
import { attention, attentionWithWeights } from "./attention.ts";
import { convFrozenBn } from "./conv-frozen-bn.ts";
import { crossEntropy } from "./cross-entropy.ts";
import { embedding } from "./embedding.ts";
import { layerNorm } from "./layer-norm.ts";
import { linear } from "./linear.ts";
import { maxPool3x3Stride2 } from "./max-pool.ts";

const CONVOLUTIONS = [
  { x: [2, 7, 6, 3], kernel: [3, 3], out: 4, stride: 1, pad: 1, dilation: 1, relu: false, residual: false },
  { x: [2, 8, 8, 5], kernel: [3, 3], out: 3, stride: 2, pad: 1, dilation: 1, relu: true, residual: false },
  { x: [1, 9, 7, 4], kernel: [1, 1], out: 6, stride: 2, pad: 0, dilation: 1, relu: false, residual: false },
  { x: [3, 5, 5, 2], kernel: [1, 1], out: 7, stride: 1, pad: 0, dilation: 1, relu: true, residual: true },
  { x: [1, 9, 8, 3], kernel: [3, 3], out: 4, stride: 1, pad: 2, dilation: 2, relu: true, residual: true },
  { x: [2, 15, 14, 3], kernel: [7, 7], out: 5, stride: 2, pad: 3, dilation: 1, relu: true, residual: false },
] as const;

function plainConvolution(
  c: (typeof CONVOLUTIONS)[number],
  x: Float32Array,
  filter: Float32Array,
  scale: Float32Array,
  shift: Float32Array,
): number[] {
  const [n, h, w, i] = c.x;
  const [kh, kw] = c.kernel;
  const side = (size: number, kernel: number): number => Math.floor((size + 2 * c.pad - c.dilation * (kernel - 1) - 1) / c.stride) + 1;
  const out: number[] = [];
  for (let b = 0; b < n; b++) {
    for (let row = 0; row < side(h, kh); row++) {
      for (let column = 0; column < side(w, kw); column++) {
        for (let o = 0; o < c.out; o++) {
          let sum = 0;
          for (let ky = 0; ky < kh; ky++) {
            for (let kx = 0; kx < kw; kx++) {
              const y = row * c.stride - c.pad + ky * c.dilation;
              const z = column * c.stride - c.pad + kx * c.dilation;
              for (let ch = 0; y >= 0 && y < h && z >= 0 && z < w && ch < i; ch++) {
                sum += x[((b * h + y) * w + z) * i + ch]! * filter[((ky * kw + kx) * i + ch) * c.out + o]!;
              }
            }
          }
          out.push(sum * scale[o]! + shift[o]!);
        }
      }
    }
  }
  return out;
}

onEachEngine("ops", () => {
  for (const c of CONVOLUTIONS) {
    const name = `${c.kernel.join("x")} stride ${c.stride} dilation ${c.dilation}${c.relu ? " relu" : ""}${c.residual ? " residual" : ""}`;
    const filterShape: [number, number, number, number] = [...c.kernel, c.x[3], c.out];
    const [scale, shift] = [values(c.out, 7), values(c.out, 8)];
    const run = (x: tf.Tensor, filter: tf.Tensor, residual?: tf.Tensor): tf.Tensor4D =>
      convFrozenBn({
        x: x as tf.Tensor4D,
        filter: filter as tf.Tensor4D,
        scale: tf.tensor1d(scale),
        shift: tf.tensor1d(shift),
        stride: c.stride,
        pad: c.pad,
        dilation: c.dilation,
        relu: c.relu,
        residual: residual as tf.Tensor4D | undefined,
      });

    test(`a ${name} convolution agrees with plain loops`, () => {
      tf.tidy(() => {
        const x = values(tf.util.sizeFromShape([...c.x]), 0);
        const filter = values(tf.util.sizeFromShape(filterShape), 1);
        const expected = plainConvolution(c, x, filter, scale, shift);
        const shape = run(tf.tensor(x, [...c.x]), tf.tensor(filter, filterShape)).shape;
        const residual = values(expected.length, 2);
        const y = run(tf.tensor(x, [...c.x]), tf.tensor(filter, filterShape), c.residual ? tf.tensor(residual, shape) : undefined);
        expectClose(
          y.dataSync(),
          expected.map((value, at) => {
            const sum = value + (c.residual ? residual[at]! : 0);
            return c.relu ? Math.max(sum, 0) : sum;
          }),
        );
      });
    });

    test(`the gradients of a ${name} convolution agree with finite differences`, () => {
      const shape = tf.tidy(() => run(tensorOf([...c.x], 0), tensorOf(filterShape, 1)).shape);
      // A rectifier has kinks: a small step keeps most differences on one side of them.
      const [tolerance, step] = c.relu ? [3e-2, 2e-3] : [5e-3, 1e-2];
      expectGradients(c.residual ? [[...c.x], filterShape, shape] : [[...c.x], filterShape], run, tolerance, step);
    });
  }

  test("max pooling takes the largest of each window and sends the gradient there", () => {
    tf.tidy(() => {
      const x = tensorOf([2, 7, 6, 3], 0) as tf.Tensor4D;
      const input = x.dataSync();
      const y = maxPool3x3Stride2(x);
      expect(y.shape).toEqual([2, 4, 3, 3]);
      const expected = y.dataSync().map((_, at) => {
        const [channel, column, row, n] = [at % 3, Math.floor(at / 3) % 3, Math.floor(at / 9) % 4, Math.floor(at / 36)];
        let best = -Infinity;
        for (let r = Math.max(2 * row - 1, 0); r <= Math.min(2 * row + 1, 6); r++) {
          for (let k = Math.max(2 * column - 1, 0); k <= Math.min(2 * column + 1, 5); k++) {
            best = Math.max(best, input[((n * 7 + r) * 6 + k) * 3 + channel]!);
          }
        }
        return best;
      });
      expectClose(y.dataSync(), expected, 0);
    });
    expectGradients([[1, 6, 5, 2]], (x) => maxPool3x3Stride2(x as tf.Tensor4D), 5e-3, 1e-3);
  });

  test("max pooling of equal values sends the gradient to the first", () => {
    tf.tidy(() => {
      const gradient = tf.grad((x) => tf.sum(maxPool3x3Stride2(x as tf.Tensor4D)))(tf.zeros([1, 2, 2, 1]));
      expectClose(gradient.dataSync(), [1, 0, 0, 0], 0);
    });
  });

  test("a linear layer agrees with plain loops and finite differences", () => {
    tf.tidy(() => {
      const [x, weight, bias] = [values(15, 0), values(35, 1), values(7, 2)];
      const expected = Array.from({ length: 21 }, (_, at) => {
        const [row, column] = [Math.floor(at / 7), at % 7];
        let sum = bias[column]!;
        for (let i = 0; i < 5; i++) {
          sum += x[row * 5 + i]! * weight[i * 7 + column]!;
        }
        return Math.max(sum, 0);
      });
      const y = linear(tf.tensor(x, [3, 1, 5]), tf.tensor2d(weight, [5, 7]), tf.tensor1d(bias), "relu");
      expect(y.shape).toEqual([3, 1, 7]);
      expectClose(y.dataSync(), expected);
    });
    expectGradients([[2, 3, 5], [5, 4], [4]], (x, w, b) => linear(x, w as tf.Tensor2D, b as tf.Tensor1D, "none"));
    expectGradients([[2, 3, 5], [5, 4], [4]], (x, w, b) => linear(x, w as tf.Tensor2D, b as tf.Tensor1D, "relu"), 3e-2, 2e-3);
    expectGradients([[130, 33], [33, 17], [17]], (x, w, b) => linear(x, w as tf.Tensor2D, b as tf.Tensor1D, "none"));
  });

  test("layer norm agrees with its formula and finite differences", () => {
    tf.tidy(() => {
      const [x, gamma, beta] = [values(24, 0), values(6, 1), values(6, 2)];
      const expected = Array.from(x, (value, at) => {
        const row = Array.from(x.subarray(at - (at % 6), at - (at % 6) + 6));
        const mean = row.reduce((a, b) => a + b) / 6;
        const variance = row.reduce((sum, b) => sum + (b - mean) ** 2, 0) / 6;
        return ((value - mean) / Math.sqrt(variance + 1e-5)) * gamma[at % 6]! + beta[at % 6]!;
      });
      expectClose(layerNorm(tf.tensor(x, [2, 2, 6]), tf.tensor1d(gamma), tf.tensor1d(beta), 1e-5).dataSync(), expected);
    });
    expectGradients([[3, 2, 5], [5], [5]], (x, g, b) => layerNorm(x, g as tf.Tensor1D, b as tf.Tensor1D, 1e-5));
    expectGradients([[65, 130], [130], [130]], (x, g, b) => layerNorm(x, g as tf.Tensor1D, b as tf.Tensor1D, 1e-12));
  });

  test("an embedding looks rows up, and its padding row never learns", () => {
    tf.tidy(() => {
      const table = tensorOf([5, 3], 0) as tf.Tensor2D;
      const ids = tf.tensor2d(
        [
          [4, 0],
          [1, 4],
        ],
        [2, 2],
        "int32",
      );
      const rows = table.dataSync();
      expectClose(
        embedding(table, ids).dataSync(),
        [4, 0, 1, 4].flatMap((id) => Array.from(rows.subarray(id * 3, id * 3 + 3))),
        0,
      );
      const gradient = tf.grad((t) => tf.sum(tf.mul(embedding(t as tf.Tensor2D, ids, 0), tf.tensor1d([1, 2, 3]))))(table);
      expectClose(gradient.dataSync(), [0, 0, 0, 1, 2, 3, 0, 0, 0, 0, 0, 0, 2, 4, 6], 0);
    });
  });

  test("cross-entropy agrees with its formula, ignores an id, and smooths", () => {
    const targets = [2, 0, 5, 0];
    for (const { ignoredId, labelSmoothing } of [
      { ignoredId: null, labelSmoothing: 0 },
      { ignoredId: 0, labelSmoothing: 0 },
      { ignoredId: 0, labelSmoothing: 0.1 },
    ]) {
      const run = (logits: tf.Tensor): tf.Scalar =>
        crossEntropy(logits as tf.Tensor2D, tf.tensor1d(targets, "int32"), { ignoredId, labelSmoothing });
      tf.tidy(() => {
        const logits = values(24, 0).map((value) => value * 4);
        let sum = 0;
        let counted = 0;
        for (const [n, target] of targets.entries()) {
          const row = Array.from(logits.subarray(n * 6, n * 6 + 6));
          const total = Math.log(row.reduce((all, value) => all + Math.exp(value), 0));
          if (target !== ignoredId) {
            counted++;
            const wanted = (id: number): number => (id === target ? 1 - labelSmoothing : 0) + labelSmoothing / 6;
            sum -= row.reduce((all, value, id) => all + (value - total) * wanted(id), 0);
          }
        }
        expectClose(run(tf.tensor(logits, [4, 6])).dataSync(), [sum / counted], 1e-5);
      });
      expectGradients([[4, 6]], run, 1e-3);
    }
    tf.tidy(() => {
      const ignored = tf.tensor1d([3, 3], "int32");
      const gradient = tf.valueAndGrad((x) => crossEntropy(x as tf.Tensor2D, ignored, { ignoredId: 3, labelSmoothing: 0 }));
      const { value, grad } = gradient(tensorOf([2, 6], 0));
      expect(value.dataSync()[0]).toBeCloseTo(0, 9);
      expectClose(grad.dataSync(), new Float32Array(12), 0);
    });
  });

  test("attention agrees with plain loops under masks, and its weights sum to one", () => {
    const [batch, queries, heads, width] = [2, 4, 2, 3];
    for (const { keys, causal, padded } of [
      { keys: 5, causal: false, padded: true },
      { keys: 4, causal: true, padded: true },
      { keys: 4, causal: true, padded: false },
    ]) {
      tf.tidy(() => {
        const all = heads * width;
        const [q, k, v] = [values(batch * queries * all, 0), values(batch * keys * all, 1), values(batch * keys * all, 2)];
        const isHidden = (i: number): boolean => padded && i % keys >= keys - 1 - Math.floor(i / keys);
        const hidden = Float32Array.from({ length: batch * keys }, (_, i) => Number(isHidden(i)));
        const expected: number[] = [];
        for (let b = 0; b < batch; b++) {
          for (let t = 0; t < queries; t++) {
            for (let c = 0; c < all; c++) {
              const from = c - (c % width);
              const scores = Array.from({ length: keys }, (_, s) => {
                let dot = 0;
                for (let i = from; i < from + width; i++) {
                  dot += q[(b * queries + t) * all + i]! * k[(b * keys + s) * all + i]!;
                }
                return hidden[b * keys + s] === 1 || (causal && s > t) ? -Infinity : dot / Math.sqrt(width);
              });
              const total = scores.reduce((sum, score) => sum + Math.exp(score), 0);
              expected.push(scores.reduce((sum, score, s) => sum + (Math.exp(score) / total) * v[(b * keys + s) * all + c]!, 0));
            }
          }
        }
        const args = {
          q: tf.tensor3d(q, [batch, queries, all]),
          k: tf.tensor3d(k, [batch, keys, all]),
          v: tf.tensor3d(v, [batch, keys, all]),
          heads,
          causal,
          keyPadding: tf.tensor2d(hidden, [batch, keys]),
        };
        expectClose(attention(args).dataSync(), expected);
        const { output, weights } = attentionWithWeights(args);
        expectClose(output.dataSync(), expected);
        expect(weights.shape).toEqual([batch, heads, queries, keys]);
        expectClose(
          tf.sum(weights, -1).dataSync(),
          Array.from({ length: batch * heads * queries }, () => 1),
        );
      });
    }
  });

  test("the gradients of attention agree with finite differences, with masks and dropout", () => {
    for (const dropout of [undefined, { rate: 0.3, seed: 5 }]) {
      const keyPadding = tf.tensor2d([
        [0, 0, 0, 0, 1],
        [0, 0, 1, 1, 1],
      ]);
      expectGradients(
        [
          [2, 3, 6],
          [2, 5, 6],
          [2, 5, 6],
        ],
        (q, k, v) =>
          attention({
            q: q as tf.Tensor3D,
            k: k as tf.Tensor3D,
            v: v as tf.Tensor3D,
            heads: 2,
            causal: false,
            keyPadding,
            dropout,
          }),
      );
      keyPadding.dispose();
      expectGradients(
        [
          [1, 4, 8],
          [1, 4, 8],
          [1, 4, 8],
        ],
        (q, k, v) =>
          attention({
            q: q as tf.Tensor3D,
            k: k as tf.Tensor3D,
            v: v as tf.Tensor3D,
            heads: 4,
            causal: true,
            dropout,
          }),
      );
    }
  });

  test("a query whose keys are all hidden gives finite numbers", () => {
    tf.tidy(() => {
      const x = tensorOf([1, 2, 4], 0) as tf.Tensor3D;
      const y = attention({ q: x, k: x, v: x, heads: 2, causal: true, keyPadding: tf.tensor2d([[1, 1]]) });
      const even = x.dataSync();
      expectClose(
        y.dataSync(),
        [0, 1, 2, 3, 0, 1, 2, 3].map((c) => (even[c]! + even[c + 4]!) / 2),
      );
    });
  });

  test("an op names itself and the shapes it refuses", () => {
    tf.tidy(() => {
      expect(() => linear(tf.zeros([2, 3]), tf.zeros([4, 5]), tf.zeros([5]), "none")).toThrow(
        /linear: .*x \[2, 3\], weight \[4, 5\], bias \[5\]/,
      );
      expect(() => attention({ q: tf.zeros([1, 2, 6]), k: tf.zeros([1, 2, 6]), v: tf.zeros([1, 2, 6]), heads: 4, causal: false })).toThrow(
        /attention: D must be a multiple of the 4 heads; got q \[1, 2, 6\]/,
      );
    });
  });
});
