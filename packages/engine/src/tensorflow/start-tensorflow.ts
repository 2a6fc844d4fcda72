/**
 * @file The engine for NVIDIA GPUs: TensorFlow's own library behind @tensorflow/tfjs-node, which `capstan engine install tensorflow`
 * puts into a folder of ours. It also computes on processors, where it is slower than native: only when it is asked for by name.
 */
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import util from "node:util";
import * as tf from "@tensorflow/tfjs-core";
import { INSTALL_FOLDER, partsOf, readInstalled } from "./installed.ts";

const require = createRequire(import.meta.url);

/** What tfjs-node's backend and its binding say of themselves. */
interface NodeBackend extends tf.KernelBackend {
  readonly isUsingGpuDevice?: boolean;
}
interface Binding {
  readonly TF_Version: string;
}

/** Why TensorFlow cannot compute here at all, without loading it; null when nothing is in the way. */
export function tensorflowMissing(): { reason: string; advice: string } | null {
  if (readInstalled() !== null) {
    return null;
  }
  return { reason: "TensorFlow is not installed.", advice: "For a machine with an NVIDIA GPU: capstan engine install tensorflow --gpu" };
}

/** Why it cannot compute on a GPU, without loading it; null when nothing is in the way. */
export function tensorflowObstacle(): { reason: string; advice: string } | null {
  if (!existsSync("/proc/driver/nvidia/version") && !existsSync("/dev/nvidia0") && process.platform !== "win32") {
    return {
      reason: "No NVIDIA GPU was found on this machine.",
      advice: "The tensorflow engine needs one. Without, ENGINE=auto takes the best that is present.",
    };
  }
  return tensorflowMissing();
}

/** The gradient of a 1x1 convolution over ones, and a product: what a broken installation gets wrong or refuses. */
function computes(): boolean {
  return tf.tidy(() => {
    const filter = tf
      .engine()
      .runKernel<tf.Tensor>(
        "Conv2DBackpropFilter",
        { x: tf.ones([1, 2, 2, 1]), dy: tf.ones([1, 2, 2, 1]) },
        { strides: [1, 1], pad: "valid", dataFormat: "NHWC", filterShape: [1, 1, 1, 1] },
      );
    return filter.dataSync()[0] === 4 && tf.matMul(tf.tensor2d([[1, 2]]), tf.tensor2d([[3], [4]])).dataSync()[0] === 11;
  });
}

/** tfjs-node 4.22 calls functions of node:util that Node 23 removed. */
function putBackRemoved(): void {
  const removed = util as unknown as Record<string, (value: unknown) => boolean>;
  removed["isNullOrUndefined"] ??= (value) => value === null || value === undefined;
  removed["isArray"] ??= Array.isArray;
  removed["isString"] ??= (value) => typeof value === "string";
}

let version = "";

/**
 * Registers the backend with the package's kernels. Its own entry would bring a second tfjs-core, and what reads pictures and
 * saved models.
 */
function register(): void {
  putBackRemoved();
  // It would write several lines at every start.
  process.env["TF_CPP_MIN_LOG_LEVEL"] ??= "2";
  const { dist, binding } = partsOf(INSTALL_FOLDER);
  const bindings = require(binding) as Binding;
  version = bindings.TF_Version;
  const { NodeJSKernelBackend } = require(path.join(dist, "nodejs_kernel_backend.js")) as {
    NodeJSKernelBackend: new (bindings: Binding, name: string) => NodeBackend;
  };
  require(path.join(dist, "register_all_kernels.js"));
  tf.registerBackend("tensorflow", () => new NodeJSKernelBackend(bindings, "@tensorflow/tfjs-node"), 3);
}

export interface StartedTensorflow {
  /** In words, with the library's version. */
  readonly device: string;
  readonly isGpu: boolean;
}

/**
 * Makes tensorflow the current backend.
 * @param onProcessor whether a library that finds no GPU will do
 * @throws Error when it is not installed, does not load, computes wrongly, or on the processor where a GPU is wanted
 */
export async function startTensorflow(onProcessor: boolean): Promise<StartedTensorflow> {
  const obstacle = onProcessor ? tensorflowMissing() : tensorflowObstacle();
  if (obstacle !== null) {
    throw new Error(`${obstacle.reason} ${obstacle.advice}`);
  }
  if (tf.findBackendFactory("tensorflow") === null) {
    try {
      register();
    } catch (error) {
      const said = error instanceof Error ? error.message : String(error);
      throw new Error(`TensorFlow's library does not load: ${said} Install it again: capstan engine install tensorflow`, { cause: error });
    }
  }
  if (!(await tf.setBackend("tensorflow"))) {
    throw new Error("TensorFlow's library could not be started: its CUDA and cuDNN versions must fit this machine's.");
  }
  await tf.ready();
  const isGpu = (tf.backend() as NodeBackend).isUsingGpuDevice === true;
  if (!isGpu && !onProcessor) {
    throw new Error("TensorFlow's library found no GPU it can use: its CUDA and cuDNN versions must fit this machine's.");
  }
  if (!computes()) {
    throw new Error(`TensorFlow's library computes wrongly on this ${isGpu ? "GPU" : "processor"}.`);
  }
  return { device: `${isGpu ? "NVIDIA GPU" : "CPU"} (TensorFlow ${version})`, isGpu };
}
