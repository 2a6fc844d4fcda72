/** @file The engine for NVIDIA GPUs: TensorFlow's own library behind @tensorflow/tfjs-node-gpu, an optional package of 2 GB. */
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import util from "node:util";
import * as tf from "@tensorflow/tfjs-core";

const PACKAGE = "@tensorflow/tfjs-node-gpu";
const require = createRequire(import.meta.url);

/** What tfjs-node's backend says of itself. */
interface NodeBackend {
  readonly isUsingGpuDevice?: boolean;
}

/** Why the engine cannot be started, without loading it; null when nothing is in the way. */
export function tensorflowObstacle(): { reason: string; advice: string } | null {
  if (!existsSync("/proc/driver/nvidia/version") && !existsSync("/dev/nvidia0") && process.platform !== "win32") {
    return { reason: "No NVIDIA GPU was found on this machine.", advice: "Nothing to do: the tensorflow engine is for NVIDIA GPUs." };
  }
  try {
    require.resolve(PACKAGE);
    return null;
  } catch {
    const advice = `Run \`npm install ${PACKAGE}@4.22.0 -w @capstan/engine\`, with CUDA and cuDNN present.`;
    return { reason: `${PACKAGE} is not installed.`, advice };
  }
}

/** The gradient of a 1x1 convolution over ones, and a product: what a broken installation gets wrong or refuses. */
function computes(): boolean {
  return tf.tidy(() => {
    const filter = tf.engine().runKernel<tf.Tensor>("Conv2DBackpropFilter", { x: tf.ones([1, 2, 2, 1]), dy: tf.ones([1, 2, 2, 1]) },
      { strides: [1, 1], pad: "valid", dataFormat: "NHWC", filterShape: [1, 1, 1, 1] });
    return filter.dataSync()[0] === 4 && tf.matMul(tf.tensor2d([[1, 2]]), tf.tensor2d([[3], [4]])).dataSync()[0] === 11;
  });
}

/**
 * Makes tensorflow the current backend.
 * @throws Error when the library does not load, or computes on the processor because it cannot use the GPU
 */
export async function startTensorflow(): Promise<void> {
  const obstacle = tensorflowObstacle();
  if (obstacle !== null) {
    throw new Error(`${obstacle.reason} ${obstacle.advice}`);
  }
  if (tf.findBackendFactory("tensorflow") === null) {
    // tfjs-node 4.22 calls a function that Node 23 removed.
    const removed = util as unknown as { isNullOrUndefined?: (value: unknown) => boolean };
    removed.isNullOrUndefined ??= (value) => value === null || value === undefined;
    require(PACKAGE);
  }
  if (!(await tf.setBackend("tensorflow"))) {
    throw new Error("TensorFlow's library could not be loaded: its CUDA and cuDNN versions must fit this machine's.");
  }
  await tf.ready();
  if ((tf.backend() as NodeBackend).isUsingGpuDevice !== true) {
    throw new Error("TensorFlow's library found no GPU it can use: its CUDA and cuDNN versions must fit this machine's.");
  }
  if (!computes()) {
    throw new Error("TensorFlow's library computes wrongly on this GPU.");
  }
}
