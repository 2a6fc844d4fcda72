/**
 * @file Our operations in a process of their own: answers "peak" and "copy" with the machine's limits as our own kernels reach them,
 * and the number of an operation in OPS with its times.
 *
 *   node our-ops.ts '{"engine": "native", "precision": "fp32", "threads": 2}'
 */
import { createInterface } from "node:readline";
import { adamW } from "@capstan/engine/ops/adam-w";
import { attention } from "@capstan/engine/ops/attention";
import { convFrozenBn } from "@capstan/engine/ops/conv-frozen-bn";
import { crossEntropy } from "@capstan/engine/ops/cross-entropy";
import { layerNorm } from "@capstan/engine/ops/layer-norm";
import { linear } from "@capstan/engine/ops/linear";
import { mixBits } from "@capstan/engine/ops/random-bits";
import { prepareEngine } from "@capstan/engine/prepare-engine";
import * as tf from "@tensorflow/tfjs-core";
import { type Op, OPS, type OpTimes } from "./op-list.ts";

/** Repeats until so much time went by. */
const MEASURE_MS = 250;
const REPEATS_MIN = 4;

const tensorOf = (shape: number[]): tf.Tensor => {
  const values = Float32Array.from({ length: tf.util.sizeFromShape(shape) }, (_, i) => mixBits(i) / 2 ** 31 - 1);
  return tf.tensor(values, shape);
};

/** The least time of several runs of `run`, which says itself how long it took; the first one is for building kernels. */
function least(run: () => number): number {
  run();
  let best = Infinity;
  const until = performance.now() + MEASURE_MS;
  for (let i = 0; i < REPEATS_MIN || performance.now() < until; i++) best = Math.min(best, run());
  return best;
}
const timed = (run: () => void): number => {
  const began = performance.now();
  run();
  return performance.now() - began;
};

type Call = (...inputs: tf.Tensor[]) => tf.Tensor;

/** The forward pass alone, and the way back alone: from the end of the forward pass to the last gradient. */
function timesOf(inputs: tf.Tensor[], op: Call, apart: boolean): OpTimes {
  const forward = least(() => timed(() => op(...inputs).dispose()));
  const shape = tf.tidy(() => op(...inputs).shape);
  const dy = tensorOf(shape);
  const back = (wanted: readonly number[]): number =>
    least(() => {
      let turned = 0;
      const given = inputs.map((input) => input);
      const gradients = tf.grads((...some) => {
        for (const [i, at] of wanted.entries()) given[at] = some[i]!;
        const y = op(...given);
        turned = performance.now();
        return y;
      })(
        wanted.map((at) => inputs[at]!),
        dy,
      );
      const took = performance.now() - turned;
      tf.dispose(gradients);
      return took;
    });
  const times = apart ? { forward, input: back([0]), filter: back([1]) } : { forward, input: back([...inputs.keys()]), filter: null };
  tf.dispose([...inputs, dy]);
  return times;
}

function measureAdamW(length: number): OpTimes {
  const [parameter, first, second] = [0, 1, 2].map(() => tf.tidy(() => tf.variable(tf.zeros([length])))) as [
    tf.Variable,
    tf.Variable,
    tf.Variable,
  ];
  const gradient = tensorOf([length]);
  let step = 0;
  const forward = least(() =>
    timed(() =>
      adamW({
        parameters: [parameter],
        gradients: [gradient],
        firstMoments: [first],
        secondMoments: [second],
        lr: [1e-4],
        weightDecay: [1e-4],
        step: ++step,
        beta1: 0.9,
        beta2: 0.999,
        epsilon: 1e-8,
      }),
    ),
  );
  tf.dispose([parameter, first, second, gradient]);
  return { forward, input: null, filter: null };
}

/** One call is too short for the clock. */
const TINY_CALLS = 2000;

function measureTiny(length: number, op: Call): OpTimes {
  const x = tensorOf([length]);
  const forward =
    least(() =>
      timed(() => {
        for (let i = 0; i < TINY_CALLS; i++) op(x).dispose();
      }),
    ) / TINY_CALLS;
  x.dispose();
  return { forward, input: null, filter: null };
}

function measure(op: Op): OpTimes {
  switch (op.kind) {
    case "conv": {
      const inputs = [tensorOf([op.batch, op.side, op.side, op.inputs]), tensorOf([op.kernel, op.kernel, op.inputs, op.outputs])];
      const [scale, shift] = [tf.ones<tf.Rank.R1>([op.outputs]), tf.zeros<tf.Rank.R1>([op.outputs])];
      const geometry = { stride: op.stride, pad: (op.dilation * (op.kernel - 1)) / 2, dilation: op.dilation };
      const times = timesOf(
        inputs,
        (x, filter) => convFrozenBn({ x: x as tf.Tensor4D, filter: filter as tf.Tensor4D, scale, shift, ...geometry, relu: true }),
        true,
      );
      tf.dispose([scale, shift]);
      return times;
    }
    case "linear":
      return timesOf(
        [tensorOf([op.rows, op.inputs]), tensorOf([op.inputs, op.outputs]), tensorOf([op.outputs])],
        (x, weight, bias) => linear(x!, weight as tf.Tensor2D, bias as tf.Tensor1D, "none"),
        true,
      );
    case "attention": {
      const [q, kv] = [
        [op.batch, op.queries, op.heads * op.width],
        [op.batch, op.keys, op.heads * op.width],
      ];
      return timesOf(
        [tensorOf(q), tensorOf(kv), tensorOf(kv)],
        (q, k, v) =>
          attention({
            q: q as tf.Tensor3D,
            k: k as tf.Tensor3D,
            v: v as tf.Tensor3D,
            heads: op.heads,
            causal: false,
            dropout: { rate: 0.1, seed: 1 },
          }),
        false,
      );
    }
    case "layerNorm":
      return timesOf(
        [tensorOf([op.rows, op.width]), tensorOf([op.width]), tensorOf([op.width])],
        (x, gamma, beta) => layerNorm(x!, gamma as tf.Tensor1D, beta as tf.Tensor1D, 1e-5),
        false,
      );
    case "crossEntropy": {
      const targets = tf.tensor1d(
        Int32Array.from({ length: op.rows }, (_, i) => i % op.columns),
        "int32",
      );
      const times = timesOf(
        [tensorOf([op.rows, op.columns])],
        (logits) => crossEntropy(logits as tf.Tensor2D, targets, { ignoredId: null, labelSmoothing: 0 }),
        false,
      );
      targets.dispose();
      return times;
    }
    case "adamW":
      return measureAdamW(op.length);
    case "tinyAdd":
      return measureTiny(op.length, (x) => tf.add(x!, x!));
    case "tinyRelu":
      return measureTiny(op.length, (x) => tf.relu(x!));
  }
}

/** FLOP/s of the fastest large product: an upper bound that our kernels can be held against. */
function peakFlops(): number {
  return Math.max(
    ...[1024, 2048, 3072].map((side) => {
      const [a, b] = [tensorOf([side, side]), tensorOf([side, side])];
      const ms = least(() => timed(() => tf.matMul(a, b).dispose()));
      tf.dispose([a, b]);
      return (2 * side ** 3) / (ms / 1000);
    }),
  );
}
/** Bytes per second, read and written, of a copy that no cache holds. */
function copyBytes(): number {
  const x = tensorOf([32 * 2 ** 20]);
  const ms = least(() => timed(() => tf.relu(x).dispose()));
  const bytes = 8 * x.size;
  x.dispose();
  return bytes / (ms / 1000);
}

const asked = JSON.parse(process.argv[2]!) as { engine: "native" | "tensorflow" | "wasm"; precision: "fp32" | "bf16"; threads: number };
const engine = await prepareEngine({ choice: asked.engine, precision: asked.precision, threads: asked.threads });
const say = (answer: object): void => void process.stdout.write(`${JSON.stringify(answer)}\n`);
say({ ready: true, engine });
for await (const line of createInterface({ input: process.stdin })) {
  if (line === "peak") say({ value: peakFlops() });
  else if (line === "copy") say({ value: copyBytes() });
  else say(measure(OPS[Number(line)]!));
}
