/** @file The loss of next-token prediction. */
import * as tf from "@tensorflow/tfjs-core";
import { usesNative } from "../native/native-backend.ts";
import { nativeCrossEntropy } from "../native/ops/layers.ts";
import { differentiable } from "./differentiable.ts";
import { checkShapes } from "./shape-check.ts";

interface CrossEntropyOptions {
  /** Targets with this id do not count; null counts all. */
  readonly ignoredId: number | null;
  /** Share of the probability spread evenly over all V ids, as torch.nn.CrossEntropyLoss's label_smoothing. */
  readonly labelSmoothing: number;
}

/**
 * Mean cross-entropy in nats over the counted targets; 0 when none counts.
 * @param logits float32 [N, V], V >= 2
 * @param targets int32 [N], 0 <= id < V
 * @returns float32 scalar; owned by the caller
 * @throws ShapeError
 */
export function crossEntropy(logits: tf.Tensor2D, targets: tf.Tensor1D, options: CrossEntropyOptions): tf.Scalar {
  checkShapes(
    "crossEntropy",
    logits.rank === 2 && targets.rank === 1 && targets.shape[0] === logits.shape[0],
    "the logits must be [N, V] and the targets [N]",
    { logits, targets },
  );
  const [, vocabulary] = logits.shape;
  checkShapes("crossEntropy", vocabulary >= 2, "there must be at least two ids to choose from", { logits, targets });
  const smoothing = options.labelSmoothing;
  return differentiable<tf.Scalar>({
    inputs: { logits },
    forward: (save) => {
      if (usesNative()) {
        const [loss, gradient] = nativeCrossEntropy(logits, targets, options.ignoredId, smoothing);
        save([gradient]);
        return loss;
      }
      const shifted = tf.sub(logits, tf.max(logits, -1, true));
      const logProbabilities = tf.sub(shifted, tf.log(tf.sum(tf.exp(shifted), -1, true)));
      const wanted = tf.add(tf.mul(tf.oneHot(targets, vocabulary), 1 - smoothing), smoothing / vocabulary);
      const counted =
        options.ignoredId === null
          ? tf.ones([targets.size])
          : tf.cast(tf.notEqual(targets, tf.scalar(options.ignoredId, "int32")), "float32");
      const weights = tf.reshape(tf.div(counted, tf.maximum(tf.sum(counted), 1)), [-1, 1]);
      save([tf.mul(tf.sub(tf.exp(logProbabilities), wanted), weights)]);
      return tf.neg(tf.sum(tf.mul(tf.mul(logProbabilities, wanted), weights)));
    },
    // The loss itself is what is differentiated, nearly always: multiplying a [N, V] by 1 would cost as much as the loss did.
    gradients: (dy, [gradient]) => ({ logits: () => (usesNative() && dy.dataSync()[0] === 1 ? gradient!.clone() : tf.mul(gradient!, dy)) }),
  });
}
