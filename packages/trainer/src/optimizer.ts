/** @file AdamW's memory: both moments of every trained weight, and the moving average of the weights when one is wanted. */
import type { StoredTensor, StoredTensors } from "@capstan/captioner/weights/safetensors";
import { adamW } from "@capstan/engine/ops/adam-w";
import { AppError } from "@capstan/run/error-code";
import * as tf from "@tensorflow/tfjs-core";
import type { TrainedParameter } from "./parameter-groups.ts";

/** As PyTorch's AdamW, and so CATR. */
const BETA_1 = 0.9;
const BETA_2 = 0.999;
const EPSILON = 1e-8;

/** Weights that began to train at the same step. */
interface Group {
  readonly trained: readonly TrainedParameter[];
  /** Updates of the run before its first. */
  readonly sinceStep: number;
  readonly first: tf.Variable[];
  readonly second: tf.Variable[];
  /** The moving average of each weight; empty when the decay is 0. */
  readonly average: tf.Variable[];
}

export class Optimizer {
  readonly #groups: Group[] = [];
  readonly #emaDecay: number;

  constructor(trained: readonly TrainedParameter[], emaDecay: number) {
    this.#emaDecay = emaDecay;
    this.join(trained, 0);
  }

  /** Lets more weights train, after `step` updates of the run: their moments begin at 0, and count their own steps. */
  join(trained: readonly TrainedParameter[], step: number): void {
    if (trained.length === 0) return;
    const zeros = (): tf.Variable[] => trained.map(({ parameter }) => tf.tidy(() => tf.variable(tf.zerosLike(parameter.variable), false)));
    const average = this.#emaDecay > 0 ? trained.map(({ parameter }) => tf.variable(parameter.variable, false)) : [];
    this.#groups.push({ trained, sinceStep: step, first: zeros(), second: zeros(), average });
  }

  /** What trains, in the order that `update` takes gradients in. */
  get variables(): tf.Variable[] {
    return this.#groups.flatMap(({ trained }) => trained.map(({ parameter }) => parameter.variable));
  }

  /**
   * One update in place.
   * @param gradients in the order of `variables`. Borrowed.
   * @param gradientScale multiplies every gradient first.
   * @param lrFactor share of each weight's peak learning rate.
   * @param step of the run, counts from 1.
   */
  update(gradients: readonly tf.Tensor[], gradientScale: number, lrFactor: number, step: number): void {
    let at = 0;
    for (const group of this.#groups) {
      const own = step - group.sinceStep;
      adamW({
        parameters: group.trained.map(({ parameter }) => parameter.variable),
        gradients: gradients.slice(at, (at += group.trained.length)),
        gradientScale,
        firstMoments: group.first,
        secondMoments: group.second,
        lr: group.trained.map(({ lr }) => lr * lrFactor),
        weightDecay: group.trained.map(({ weightDecay }) => weightDecay),
        step: own,
        beta1: BETA_1,
        beta2: BETA_2,
        epsilon: EPSILON,
      });
      // While there are few steps the average would remember random weights: it follows faster then.
      const decay = Math.min(this.#emaDecay, (1 + own) / (10 + own));
      for (const [i, average] of group.average.entries())
        tf.tidy(() => average.assign(tf.add(tf.mul(average, decay), tf.mul(group.trained[i]!.parameter.variable, 1 - decay))));
    }
  }

  /** Exchanges weights and their average, so that the average can be validated or saved; call again to change back. */
  swapAverage(): void {
    for (const { trained, average } of this.#groups)
      for (const [i, mean] of average.entries()) {
        const { variable } = trained[i]!.parameter;
        const weights = variable.clone();
        variable.assign(mean);
        mean.assign(weights);
        weights.dispose();
      }
  }

  /** Everything that a resumed run needs, by key of the parameter table, in our order of dimensions. */
  async save(): Promise<StoredTensors> {
    const saved = new Map<string, StoredTensor>();
    for (const { name, variable } of this.#parts())
      saved.set(name, { shape: variable.shape, data: (await variable.data()) as Float32Array });
    return saved;
  }

  /** @throws {AppError} CHECKPOINT_DAMAGED when the file is of another model or configuration. */
  restore(saved: StoredTensors): void {
    for (const { name, variable } of this.#parts()) {
      const stored = saved.get(name);
      if (!stored || !tf.util.arraysEqual([...stored.shape], variable.shape))
        throw new AppError(
          "CHECKPOINT_DAMAGED",
          `The checkpoint's optimiser state does not fit this configuration (${name}). Resume with the configuration it was written with.`,
        );
      const values = tf.tensor(stored.data, variable.shape, "float32");
      variable.assign(values);
      values.dispose();
    }
  }

  *#parts(): Generator<{ name: string; variable: tf.Variable }> {
    for (const part of ["first", "second", "average"] as const)
      for (const group of this.#groups)
        for (const [i, variable] of group[part].entries()) yield { name: `${part}.${group.trained[i]!.parameter.key}`, variable };
  }

  dispose(): void {
    for (const { first, second, average } of this.#groups) tf.dispose([...first, ...second, ...average]);
  }
}
