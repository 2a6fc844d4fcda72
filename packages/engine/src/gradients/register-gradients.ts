/**
 * @file Teaches tfjs-core the gradients of the kernels a captioner is made of.
 *
 * tfjs-core ships them in a module that Node cannot load as it is (imports without endings) and that would bring a second copy
 * of the core with it. Convolutions, pooling, attention and the like are ops of ours and bring their own.
 */
import * as tf from "@tensorflow/tfjs-core";
import { ARRANGEMENT } from "./arrangement.ts";
import { CONTRACTION } from "./contraction.ts";
import { ELEMENTWISE } from "./elementwise.ts";

/** May be called more than once. A kernel that has a gradient already keeps it. */
export function registerGradients(): void {
  for (const config of [...ELEMENTWISE, ...ARRANGEMENT, ...CONTRACTION]) {
    if (tf.getGradient(config.kernelName) === undefined) {
      tf.registerGradient(config);
    }
  }
}
