/** @file Starts the native engine: registers its backend and kernels and proves that they compute. */
import * as tf from "@tensorflow/tfjs-core";
import { defineArrangement } from "./kernels/arrangement.ts";
import { defineContraction } from "./kernels/contraction.ts";
import { defineConversion } from "./kernels/conversion.ts";
import { defineElementwise } from "./kernels/elementwise.ts";
import { inheritKernels } from "./kernels/kernel.ts";
import { NativeBackend, nativeBackend } from "./native-backend.ts";

export interface StartedNative {
  readonly library: string;
  readonly bf16: boolean;
}

function register(): void {
  if (tf.findBackendFactory("native") !== null) {
    return;
  }
  tf.registerBackend("native", () => new NativeBackend());
  inheritKernels();
  defineElementwise();
  defineArrangement();
  defineContraction();
  defineConversion();
}

/**
 * Makes native the current backend.
 * @throws Error when the addon is missing, cannot be loaded or computes wrongly
 */
export async function startNative(threads: number, bf16: boolean, budgetBytes: number): Promise<StartedNative> {
  register();
  if (!(await tf.setBackend("native"))) {
    throw new Error("The native engine could not start.");
  }
  await tf.ready();
  nativeBackend().pool.budgetBytes = budgetBytes;
  const { addon } = nativeBackend();
  const on = addon.configure(threads, Number(bf16));
  nativeBackend().bf16 = on;
  const product = tf.tidy(() => tf.matMul(tf.tensor2d([1, 2, 3, 4], [2, 2]), tf.tensor2d([5, 6, 7, 8], [2, 2])).dataSync());
  if (product.join() !== "19,22,43,50") {
    throw new Error(`The native engine computes wrongly: a product of two small matrices gave ${product.join(", ")}.`);
  }
  return { library: `oneDNN ${addon.describe()}`, bf16: on };
}
