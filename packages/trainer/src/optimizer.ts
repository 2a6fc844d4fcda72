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

export class Optimizer {
  readonly #trained: readonly TrainedParameter[];
  readonly #first: tf.Variable[];
  readonly #second: tf.Variable[];
  /** The moving average of each weight; empty when the decay is 0. */
  readonly #average: tf.Variable[];
  readonly #emaDecay: number;

  constructor(trained: readonly TrainedParameter[], emaDecay: number) {
    this.#trained = trained;
    this.#emaDecay = emaDecay;
    const zeros = (): tf.Variable[] => trained.map(({ parameter }) => tf.tidy(() => tf.variable(tf.zerosLike(parameter.variable), false)));
    this.#first = zeros();
    this.#second = zeros();
    this.#average = emaDecay > 0 ? trained.map(({ parameter }) => tf.variable(parameter.variable, false)) : [];
  }

  get variables(): tf.Variable[] {
    return this.#trained.map(({ parameter }) => parameter.variable);
  }

  /**
   * One update in place.
   * @param gradients in the order of `variables`. Borrowed.
   * @param gradientScale multiplies every gradient first.
   * @param lrFactor share of each weight's peak learning rate.
   * @param step counts from 1.
   */
  update(gradients: readonly tf.Tensor[], gradientScale: number, lrFactor: number, step: number): void {
    adamW({
      parameters: this.variables,
      gradients,
      gradientScale,
      firstMoments: this.#first,
      secondMoments: this.#second,
      lr: this.#trained.map(({ lr }) => lr * lrFactor),
      weightDecay: this.#trained.map(({ weightDecay }) => weightDecay),
      step,
      beta1: BETA_1,
      beta2: BETA_2,
      epsilon: EPSILON,
    });
    // While there are few steps the average would remember random weights: it follows faster then.
    const decay = Math.min(this.#emaDecay, (1 + step) / (10 + step));
    for (const [i, average] of this.#average.entries())
      tf.tidy(() => average.assign(tf.add(tf.mul(average, decay), tf.mul(this.#trained[i]!.parameter.variable, 1 - decay))));
  }

  /** Exchanges weights and their average, so that the average can be validated or saved; call again to change back. */
  swapAverage(): void {
    for (const [i, average] of this.#average.entries()) {
      const { variable } = this.#trained[i]!.parameter;
      const weights = variable.clone();
      variable.assign(average);
      average.assign(weights);
      weights.dispose();
    }
  }

  /** Everything that a resumed run needs, by key of the parameter table, in our order of dimensions. */
  async save(): Promise<StoredTensors> {
    const saved = new Map<string, StoredTensor>();
    for (const { prefix, variables } of this.#parts())
      for (const [i, variable] of variables.entries())
        saved.set(`${prefix}.${this.#trained[i]!.parameter.key}`, { shape: variable.shape, data: (await variable.data()) as Float32Array });
    return saved;
  }

  /** @throws {AppError} CHECKPOINT_DAMAGED when the file is of another model or configuration. */
  restore(saved: StoredTensors): void {
    for (const { prefix, variables } of this.#parts())
      for (const [i, variable] of variables.entries()) {
        const name = `${prefix}.${this.#trained[i]!.parameter.key}`;
        const stored = saved.get(name);
        if (!stored || !tf.util.arraysEqual([...stored.shape], variable.shape))
          throw new AppError("CHECKPOINT_DAMAGED", `The checkpoint's optimiser state does not fit this configuration (${name}). Resume with the configuration it was written with.`);
        const values = tf.tensor(stored.data, variable.shape, "float32");
        variable.assign(values);
        values.dispose();
      }
  }

  #parts(): { prefix: string; variables: tf.Variable[] }[] {
    return [
      { prefix: "first", variables: this.#first },
      { prefix: "second", variables: this.#second },
      { prefix: "average", variables: this.#average },
    ];
  }

  dispose(): void {
    tf.dispose([...this.#first, ...this.#second, ...this.#average]);
  }
}
