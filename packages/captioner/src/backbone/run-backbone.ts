/** @file From pixels to a grid of features. */
import * as tf from "@tensorflow/tfjs-core";
import { convFrozenBn } from "@capstan/engine/ops/conv-frozen-bn";
import { maxPool3x3Stride2 } from "@capstan/engine/ops/max-pool";
import type { Weights } from "../parameter.ts";
import type { BackbonePlan, ConvPlan } from "./architecture.ts";
import { type BatchMoments, batchNorm } from "./batch-norm.ts";
import { BODY } from "./backbone-parameters.ts";
import type { FrozenNorms } from "./frozen-norms.ts";

/** Largest coordinate: about as large as normalised features are. */
const COORDINATE_REACH = 1.5;

interface Runner {
  readonly plan: BackbonePlan;
  readonly weights: Weights;
  readonly norms: FrozenNorms;
  /** Takes the moments of norms that train, by the norm's name. Null: they are frozen. */
  readonly moments: Map<string, BatchMoments> | null;
}

/** Convolution, norm, shortcut, ReLU. The result is owned by the caller's tidy. */
function convolve(run: Runner, prefix: string, plan: ConvPlan, x: tf.Tensor4D, relu: boolean, residual?: tf.Tensor4D): tf.Tensor4D {
  const filter = run.weights<tf.Tensor4D>(`${prefix}${plan.conv}.weight`);
  const norm = `${prefix}${plan.norm}`;
  const geometry = { x, filter, stride: plan.stride, pad: plan.pad, dilation: plan.dilation };
  if (run.plan.norm === "frozen" || run.moments === null)
    return convFrozenBn({ ...geometry, ...run.norms.get(run.weights, norm), relu, ...(residual ? { residual } : {}) });
  const plain = convFrozenBn({ ...geometry, scale: tf.ones([plan.outputs]), shift: tf.zeros([plan.outputs]), relu: false });
  const { y, moments } = batchNorm(plain, run.weights<tf.Tensor1D>(`${norm}.weight`), run.weights<tf.Tensor1D>(`${norm}.bias`));
  run.moments.set(norm, moments);
  const sum = residual ? tf.add<tf.Tensor4D>(y, residual) : y;
  return relu ? tf.relu(sum) : sum;
}

/**
 * Runs the stages `from` (0 is the stem) up to but without `to`.
 *
 * @param x float32 `[B, H, W, C]`: pixels when `from` is 0, else the output of the stage before. Borrowed.
 * @returns float32 `[B, h, w, C']`; for `to` = 5 the grid of features. Owned by the caller. A clone when there is nothing to run.
 */
export function runBackbone(run: Runner, x: tf.Tensor4D, from: number, to: number): tf.Tensor4D {
  return tf.tidy(() => {
    let y: tf.Tensor4D = x;
    if (from <= 0 && to > 0) {
      y = convolve(run, BODY, run.plan.stem, y, true);
      if (run.plan.stemPool) y = maxPool3x3Stride2(y);
    }
    for (const [i, blocks] of run.plan.stages.entries()) {
      if (i + 1 < from || i + 1 >= to) continue;
      for (const block of blocks) {
        const prefix = `${BODY}${block.name}.`;
        const identity = block.downsample ? convolve(run, prefix, block.downsample, y, false) : y;
        let branch = y;
        for (const plan of block.convs) {
          const last = plan === block.convs.at(-1);
          branch = convolve(run, prefix, plan, branch, true, last ? identity : undefined);
        }
        y = branch;
      }
    }
    const last = run.plan.stages.length;
    // Once only, when frozen stages and the others run apart.
    if (run.plan.coordinates && from <= last && to > last) y = withCoordinates(y);
    return y === x ? x.clone() : y;
  });
}

/** Appends y and x of each cell, evenly between the two reaches. */
function withCoordinates(x: tf.Tensor4D): tf.Tensor4D {
  const [B, rows, columns] = x.shape;
  const y = tf.reshape(tf.linspace(-COORDINATE_REACH, COORDINATE_REACH, rows), [1, rows, 1, 1]);
  const across = tf.reshape(tf.linspace(-COORDINATE_REACH, COORDINATE_REACH, columns), [1, 1, columns, 1]);
  return tf.concat([x, tf.tile(y, [B, 1, columns, 1]), tf.tile(across, [B, rows, 1, 1])] as tf.Tensor4D[], 3);
}
